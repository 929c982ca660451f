using LightKube.Client.Queues;

namespace LightKube.Client.Events;

/// <summary>The named limits of event recording; the figures are those that users of Kubernetes know.</summary>
public static class EventLimits
{
    /// <summary>Events that wait to be written. More come only when the API does not answer, and then the newest say nothing new.</summary>
    public const int QueueLength = 1000;

    /// <summary>Events remembered for counting up; the least recently used is forgotten first.</summary>
    public const int Remembered = 4096;

    /// <summary>Events with different messages but the same object and reason, before they are combined into one.</summary>
    public const int SimilarBeforeCombining = 10;

    /// <summary>Events further apart than this are not similar any more.</summary>
    public static readonly TimeSpan SimilarWithin = TimeSpan.FromMinutes(10);

    /// <summary>Events that an object may have in a burst.</summary>
    public const int BurstPerObject = 25;

    /// <summary>After a burst, an object may have one event more in this time.</summary>
    public static readonly TimeSpan RefillPerObject = TimeSpan.FromMinutes(5);

    /// <summary>How often writing an event is tried while the API is not available.</summary>
    public const int Attempts = 12;

    /// <summary>Between these attempts.</summary>
    public static readonly BackOff Retry = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), Jitter: 0.5);
}
