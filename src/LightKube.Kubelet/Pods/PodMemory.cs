using LightKube.Kubelet.Probes;

namespace LightKube.Kubelet.Pods;

/// <summary>Why a container is not running although it should be.</summary>
internal readonly record struct StartFailure(string Reason, string Message);

/// <summary>The wait between attempts to prepare a pod: from half a second, doubling to two minutes.</summary>
internal readonly record struct PodRetry(TimeSpan Delay, DateTimeOffset At)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    internal PodRetry Failed(DateTimeOffset now)
    {
        var delay = Delay == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(Delay.Ticks * 2, Longest.Ticks));
        return new PodRetry(delay, now + delay);
    }
}

/// <summary>
/// What one pod's worker remembers between two looks, beside the API's and the runtime's own state. All of it may be lost: a kubelet that
/// starts anew waits less before a restart, and probes again.
/// </summary>
internal sealed class PodMemory
{
    /// <summary>By container name.</summary>
    internal Dictionary<string, RestartBackoff> Backoffs { get; } = new(StringComparer.Ordinal);

    /// <summary>By container name; removed once the container starts.</summary>
    internal Dictionary<string, StartFailure> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>By container name: not to be tried before.</summary>
    internal Dictionary<string, DateTimeOffset> RetryAt { get; } = new(StringComparer.Ordinal);

    /// <summary>After a sandbox or volume could not be made: nothing is started before.</summary>
    internal PodRetry Retry { get; set; }

    /// <summary>Results by container id.</summary>
    internal ProbeResults Probes { get; } = new();

    /// <summary>Why the pod as a whole ended before its time (deadline, eviction): its final reason and message.</summary>
    internal StartFailure? PodFailure { get; set; }

    /// <summary>When the worker first saw the pod; what its status shows as the start time.</summary>
    internal DateTimeOffset? StartTime { get; set; }
}
