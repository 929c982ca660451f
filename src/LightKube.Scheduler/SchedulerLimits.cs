namespace LightKube.Scheduler;

/// <summary>What one scheduler has in hand at a time.</summary>
internal static class SchedulerLimits
{
    /// <summary>Bindings on their way to the API: enough to fill its write batches, few enough to bound memory when it is slow.</summary>
    public const int BindingsUnderWay = 256;
}
