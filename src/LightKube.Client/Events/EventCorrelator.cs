using LightKube.Api.Views;

namespace LightKube.Client.Events;

/// <summary>What is to be done with an event.</summary>
/// <param name="Event">The event, its message perhaps replaced.</param>
/// <param name="Count">How often it has happened, this time included.</param>
/// <param name="First">When it happened first.</param>
/// <param name="Existing">The Event object that is counted up; null to create one.</param>
internal sealed record EventPlan(RecordedEvent Event, int Count, DateTimeOffset First, ObjectKey? Existing);

/// <summary>
/// Keeps an object in trouble from filling the store: the same event again counts the first one up, many similar ones become
/// one, and beyond a rate they are dropped. Used by one thread.
/// </summary>
internal sealed class EventCorrelator
{
    private readonly RecentMap<(EventReporter, EventObject, EventType, string, string), Counted> _counted = new(EventLimits.Remembered);
    private readonly RecentMap<(EventReporter, EventObject, EventType, string), Similar> _similar = new(EventLimits.Remembered);
    private readonly RecentMap<(EventReporter, EventObject), Bucket> _buckets = new(EventLimits.Remembered);

    private sealed record Counted(int Count, DateTimeOffset First, ObjectKey? Written);

    private sealed record Similar(HashSet<string> Messages, DateTimeOffset Last);

    private sealed record Bucket(double Tokens, DateTimeOffset At);

    /// <summary>What to do; null to drop the event.</summary>
    public EventPlan? Plan(RecordedEvent happened)
    {
        var recorded = Combine(happened);
        var known = _counted.TryGet(recorded.Identity, out var counted) ? counted : new Counted(0, recorded.Time, null);
        known = known with { Count = known.Count + 1 };
        _counted.Set(recorded.Identity, known);
        return TakeToken(recorded) ? new EventPlan(recorded, known.Count, known.First, known.Written) : null;
    }

    /// <summary>Remembers the object in which the event was written.</summary>
    public void Written(EventPlan plan, ObjectKey key) => _counted.Set(plan.Event.Identity, new Counted(plan.Count, plan.First, key));

    private RecordedEvent Combine(RecordedEvent recorded)
    {
        var similar = _similar.TryGet(recorded.Similarity, out var known) && recorded.Time - known.Last <= EventLimits.SimilarWithin
            ? known with { Last = recorded.Time }
            : new Similar([], recorded.Time);
        if (similar.Messages.Count < EventLimits.SimilarBeforeCombining)
            similar.Messages.Add(recorded.Message);
        _similar.Set(recorded.Similarity, similar);
        return similar.Messages.Contains(recorded.Message) && similar.Messages.Count < EventLimits.SimilarBeforeCombining
            ? recorded
            : recorded with { IsCombined = true, Message = "(combined from similar events): " + recorded.Message };
    }

    private bool TakeToken(RecordedEvent recorded)
    {
        var bucket = _buckets.TryGet((recorded.Reporter, recorded.About), out var known) ? known : new Bucket(EventLimits.BurstPerObject, recorded.Time);
        var refilled = Math.Min(EventLimits.BurstPerObject, bucket.Tokens + ((recorded.Time - bucket.At) / EventLimits.RefillPerObject));
        var taken = refilled >= 1;
        _buckets.Set((recorded.Reporter, recorded.About), new Bucket(taken ? refilled - 1 : refilled, recorded.Time));
        return taken;
    }
}
