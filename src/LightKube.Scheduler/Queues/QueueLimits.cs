namespace LightKube.Scheduler.Queues;

/// <summary>How long pods wait: the upstream scheduler's figures.</summary>
internal static class QueueLimits
{
    /// <summary>After the first failed try.</summary>
    public static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);

    /// <summary>Doubles with every failure up to this, so that a pod that fits again waits no longer.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(10);

    /// <summary>A pod that fits nowhere is tried again after this though nothing seems to have changed: what was overlooked must not keep it for ever.</summary>
    public static readonly TimeSpan LongestUnschedulable = TimeSpan.FromMinutes(5);

    /// <summary>2 to this power times the first back-off is beyond the longest; more would overflow.</summary>
    private const int LargestExponent = 10;

    public static TimeSpan BackOff(int attempts)
    {
        var doubled = FirstBackOff * (1 << Math.Clamp(attempts - 1, 0, LargestExponent));
        return doubled < LongestBackOff ? doubled : LongestBackOff;
    }
}
