namespace LightKube.Scheduler;

/// <summary>What the scheduler may be told.</summary>
public sealed record SchedulerOptions
{
    /// <summary>The name of the scheduler that pods get when they name none.</summary>
    public const string DefaultName = "default-scheduler";

    /// <summary>Only pods whose <c>spec.schedulerName</c> is this are scheduled; events are reported under it.</summary>
    public string SchedulerName { get; init; } = DefaultName;
}
