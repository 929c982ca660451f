using LightKube.Api.Core.V1;

namespace LightKube.Api.Tables;

/// <summary>What kubectl says of a pod in one line: ready containers, a word for its state, restarts.</summary>
internal sealed class PodStatusSummary
{
    private readonly Pod _pod;
    private readonly PodStatus _status;
    private readonly HashSet<string> _sidecars;
    private int _sidecarRestarts;
    private DateTimeOffset? _lastSidecarRestart;

    private PodStatusSummary(Pod pod)
    {
        _pod = pod;
        _status = pod.Status;
        _sidecars = pod.Spec.InitContainers.Where(container => container.RestartPolicy == "Always").Select(container => container.Name).ToHashSet();
        Containers = pod.Spec.Containers.Count + _sidecars.Count;
        Reason = InitialReason();
        var initializing = ReadInitContainers();
        if (!initializing || HasCondition("Initialized"))
        {
            ReadContainers();
        }

        if (pod.Metadata.DeletionTimestamp is not null)
        {
            Reason = _status.Reason == "NodeLost" ? "Unknown" : _status.Phase is "Succeeded" or "Failed" ? Reason : "Terminating";
        }
    }

    /// <summary>The word under STATUS.</summary>
    public string Reason { get; private set; }

    public int Ready { get; private set; }

    public int Containers { get; }

    public int Restarts { get; private set; }

    public DateTimeOffset? LastRestart { get; private set; }

    public static PodStatusSummary Of(Pod pod) => new(pod);

    private string InitialReason()
    {
        if (_status.Conditions.Find(condition => condition is { Type: "PodScheduled", Reason: "SchedulingGated" }) is not null)
        {
            return "SchedulingGated";
        }

        return _status.Reason.Length > 0 ? _status.Reason : _status.Phase;
    }

    // True when an init container is not done yet; the first such gives the reason.
    private bool ReadInitContainers()
    {
        for (var i = 0; i < _status.InitContainerStatuses.Count; i++)
        {
            var container = _status.InitContainerStatuses[i];
            var isSidecar = _sidecars.Contains(container.Name);
            var terminated = container.State.Terminated;
            CountRestarts(container);
            if (isSidecar)
            {
                _sidecarRestarts += container.RestartCount;
                _lastSidecarRestart = Later(_lastSidecarRestart, container.LastState.Terminated.FinishedAt);
            }

            if (terminated is { IsPresent: true, ExitCode: 0 })
            {
                continue;
            }

            if (isSidecar && container.Started == true)
            {
                Ready += container.Ready ? 1 : 0;
                continue;
            }

            Reason = "Init:" + InitReason(container, i);
            return true;
        }

        return false;
    }

    private string InitReason(ContainerStatus container, int index)
    {
        if (container.State.Terminated is { IsPresent: true } terminated)
        {
            return EndReason(terminated);
        }

        return container.State.Waiting is { IsPresent: true, Reason: { Length: > 0 } reason } && reason != "PodInitializing"
            ? reason
            : $"{index}/{_pod.Spec.InitContainers.Count}";
    }

    private void ReadContainers()
    {
        Restarts = _sidecarRestarts;
        LastRestart = _lastSidecarRestart;
        var running = false;
        for (var i = _status.ContainerStatuses.Count - 1; i >= 0; i--)
        {
            var container = _status.ContainerStatuses[i];
            CountRestarts(container);
            if (container.State.Waiting is { IsPresent: true, Reason.Length: > 0 } waiting)
            {
                Reason = waiting.Reason;
            }
            else if (container.State.Terminated is { IsPresent: true } terminated)
            {
                Reason = EndReason(terminated);
            }
            else if (container.Ready && container.State.Running.IsPresent)
            {
                running = true;
                Ready++;
            }
        }

        // A container that has ended well does not end the pod while another one runs.
        if (Reason == "Completed" && running)
        {
            Reason = HasCondition("Ready") ? "Running" : "NotReady";
        }
    }

    private static string EndReason(ContainerStateTerminated terminated) =>
        terminated.Reason.Length > 0 ? terminated.Reason
        : terminated.Signal != 0 ? $"Signal:{terminated.Signal}"
        : $"ExitCode:{terminated.ExitCode}";

    private void CountRestarts(ContainerStatus container)
    {
        Restarts += container.RestartCount;
        LastRestart = Later(LastRestart, container.LastState.Terminated.FinishedAt);
    }

    private bool HasCondition(string type) => _status.Conditions.Find(condition => condition.Type == type && condition.Status == "True") is not null;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;
}
