using System.Collections.Concurrent;

namespace LightKube.Kubelet.Probes;

internal enum ProbeKind
{
    Startup,
    Liveness,
    Readiness,
}

internal enum ProbeOutcome
{
    /// <summary>Not probed yet, or not often enough to say.</summary>
    Unknown,
    Success,
    Failure,
}

/// <summary>The last outcome of each probe, by container id. Written by the probes, read by the pod's worker.</summary>
internal sealed class ProbeResults
{
    private readonly ConcurrentDictionary<(string ContainerId, ProbeKind Kind), ProbeOutcome> _results = new();

    internal ProbeOutcome Get(string containerId, ProbeKind kind) => _results.GetValueOrDefault((containerId, kind));

    /// <returns>Whether this is news.</returns>
    internal bool Set(string containerId, ProbeKind kind, ProbeOutcome outcome)
    {
        var before = Get(containerId, kind);
        _results[(containerId, kind)] = outcome;
        return before != outcome;
    }

    internal bool HasStarted(string containerId) => Get(containerId, ProbeKind.Startup) == ProbeOutcome.Success;

    internal void Forget(string containerId)
    {
        foreach (var kind in Enum.GetValues<ProbeKind>())
            _results.TryRemove((containerId, kind), out _);
    }
}
