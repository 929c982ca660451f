namespace LightKube.Kubelet.Pods;

/// <summary>
/// How long a container that ended waits before it runs again: not at all the first time, then 10 s, doubling to 5 minutes, and from the
/// start once it ran 10 minutes. A value; one for each container of a pod.
/// </summary>
internal readonly record struct RestartBackoff(TimeSpan Delay, DateTimeOffset LastRestart)
{
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    /// <summary>The moment from which the container may run again, after it ended at <paramref name="finishedAt"/>.</summary>
    internal DateTimeOffset NotBefore(DateTimeOffset finishedAt) => IsForgotten(finishedAt) ? finishedAt : finishedAt + Delay;

    /// <summary>What stands after a restart now.</summary>
    internal RestartBackoff Restarted(DateTimeOffset finishedAt, DateTimeOffset now) => new(
        IsForgotten(finishedAt) || Delay == TimeSpan.Zero ? First : Min(Delay * 2, Longest), now);

    private bool IsForgotten(DateTimeOffset finishedAt) => finishedAt - LastRestart > ForgottenAfter;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
