namespace LightKube.Client.Queues;

/// <summary>The named limits of work queues.</summary>
public static class WorkQueueLimits
{
    /// <summary>
    /// After failures of one key: the first retry follows at once for a person, and one that cannot succeed costs nothing worth
    /// speaking of after a few minutes.
    /// </summary>
    public static readonly BackOff KeyBackOff = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5), Jitter: 0.3);
}
