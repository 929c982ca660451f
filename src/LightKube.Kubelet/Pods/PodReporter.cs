using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>Says how a pod is: builds its status on the one before and passes it on.</summary>
internal sealed class PodReporter(PodTools tools, PodMemory memory)
{
    private static readonly Dictionary<string, DateTimeOffset> NothingWaits = [];

    private PodStatus? _last;

    /// <param name="wanted">The pod as the API has it.</param>
    /// <param name="state">What the runtime has of it.</param>
    /// <param name="backingOff">Containers that wait for their time: the moment, by name.</param>
    internal void Report(Pod wanted, PodRuntimeState state, IReadOnlyDictionary<string, DateTimeOffset> backingOff) =>
        Report(wanted, state, backingOff, ending: false);

    /// <summary>Nothing of the pod will run again.</summary>
    internal void ReportEnd(Pod wanted, PodRuntimeState state) => Report(wanted, state, NothingWaits, ending: true);

    private void Report(Pod wanted, PodRuntimeState state, IReadOnlyDictionary<string, DateTimeOffset> backingOff, bool ending)
    {
        _last = tools.Statuses.Build(wanted, _last ?? wanted.Status, state, memory, backingOff, ending, tools.Time.GetUtcNow());
        tools.Sink.Publish(wanted, _last);
    }
}
