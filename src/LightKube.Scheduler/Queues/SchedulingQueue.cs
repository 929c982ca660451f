using LightKube.Api.Views;
using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Queues;

/// <summary>
/// The pods that wait for a node: those to be tried now, by priority and then age; those that failed a moment ago; and those that fit
/// nowhere until something changes. Times are since any fixed moment. Used by one thread.
/// </summary>
internal sealed class SchedulingQueue
{
    private readonly Dictionary<ObjectKey, QueuedPod> _pods = [];
    private readonly SortedSet<QueuedPod> _active = new(Comparer<QueuedPod>.Create(ByUrgency));
    private readonly SortedSet<QueuedPod> _backOff = new(Comparer<QueuedPod>.Create(ByBackOff));
    private readonly SortedSet<QueuedPod> _unschedulable = new(Comparer<QueuedPod>.Create(ByUnschedulable));
    private long _sequence;

    public int ActiveCount => _active.Count;

    public int BackOffCount => _backOff.Count;

    public int UnschedulableCount => _unschedulable.Count;

    /// <summary>When <see cref="Advance"/> has something to do next; null when never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? backOff = _backOff.Min?.BackOffUntil;
            TimeSpan? flush = _unschedulable.Min is { } oldest ? oldest.UnschedulableSince + QueueLimits.LongestUnschedulable : null;
            return backOff is { } first && flush is { } second ? (first < second ? first : second) : backOff ?? flush;
        }
    }

    /// <summary>Takes in a new pod, or the newer state of a known one. A change that decisions look at is worth another try.</summary>
    public void Put(PodInfo pod, TimeSpan now)
    {
        if (_pods.GetValueOrDefault(pod.Key) is not { } queued || queued.Pod.Uid != pod.Uid)
        {
            Remove(pod.Key);
            _pods.Add(pod.Key, queued = new QueuedPod(pod, ++_sequence));
            Enter(queued, QueueState.Active);
            return;
        }
        var changed = !queued.Pod.DecidesLike(pod);
        var state = queued.State;
        Leave(queued);
        queued.Pod = pod;
        Enter(queued, state);
        if (changed && state == QueueState.Unschedulable)
            Retry(queued, now);
    }

    /// <summary>The pod is bound, gone, or not to be scheduled.</summary>
    public void Remove(ObjectKey key)
    {
        if (_pods.Remove(key, out var queued))
            Leave(queued);
    }

    /// <summary>The most urgent pod, or null when none is to be tried now.</summary>
    public QueuedPod? Take()
    {
        if (_active.Min is not { } first)
            return null;
        Leave(first);
        return first;
    }

    /// <summary>The pod that was taken fits nowhere.</summary>
    public void PutUnschedulable(QueuedPod queued, ClusterChange helpedBy, TimeSpan now)
    {
        if (!CountFailure(queued, now))
            return;
        queued.HelpedBy = helpedBy;
        queued.UnschedulableSince = now;
        Enter(queued, QueueState.Unschedulable);
    }

    /// <summary>The pod that was taken fits, but something went wrong.</summary>
    public void PutBackOff(QueuedPod queued, TimeSpan now)
    {
        if (CountFailure(queued, now))
            Enter(queued, QueueState.BackOff);
    }

    /// <summary>The pod that was taken needs no further try, unless another pod of its name has come since.</summary>
    public void Settle(QueuedPod queued)
    {
        if (IsKnown(queued))
            Remove(queued.Pod.Key);
    }

    /// <summary>Something has changed: whom it may help is tried again.</summary>
    public void Wake(ClusterChange change, TimeSpan now)
    {
        if (change == ClusterChange.None || _unschedulable.Count == 0)
            return;
        foreach (var queued in _unschedulable.Where(queued => (queued.HelpedBy & change) != 0).ToList())
            Retry(queued, now);
    }

    /// <summary>Moves on what is due.</summary>
    public void Advance(TimeSpan now)
    {
        while (_backOff.Min is { } first && first.BackOffUntil <= now)
            Move(first, QueueState.Active);
        while (_unschedulable.Min is { } oldest && oldest.UnschedulableSince + QueueLimits.LongestUnschedulable <= now)
            Retry(oldest, now);
    }

    private void Retry(QueuedPod queued, TimeSpan now) => Move(queued, queued.BackOffUntil > now ? QueueState.BackOff : QueueState.Active);

    // False when the pod was removed while it was taken.
    private bool CountFailure(QueuedPod queued, TimeSpan now)
    {
        queued.Attempts++;
        queued.BackOffUntil = now + QueueLimits.BackOff(queued.Attempts);
        return IsKnown(queued);
    }

    private bool IsKnown(QueuedPod queued) => _pods.TryGetValue(queued.Pod.Key, out var known) && known == queued;

    private void Move(QueuedPod queued, QueueState to)
    {
        Leave(queued);
        Enter(queued, to);
    }

    private void Enter(QueuedPod queued, QueueState state)
    {
        queued.State = state;
        SetOf(state)?.Add(queued);
    }

    private void Leave(QueuedPod queued)
    {
        SetOf(queued.State)?.Remove(queued);
        queued.State = QueueState.Taken;
    }

    private SortedSet<QueuedPod>? SetOf(QueueState state) => state switch
    {
        QueueState.Active => _active,
        QueueState.BackOff => _backOff,
        QueueState.Unschedulable => _unschedulable,
        _ => null,
    };

    private static int ByUrgency(QueuedPod left, QueuedPod right)
    {
        var order = right.Pod.Priority.CompareTo(left.Pod.Priority);
        if (order == 0)
            order = left.Pod.Created.CompareTo(right.Pod.Created);
        return order != 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }

    private static int ByBackOff(QueuedPod left, QueuedPod right)
    {
        var order = left.BackOffUntil.CompareTo(right.BackOffUntil);
        return order != 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }

    private static int ByUnschedulable(QueuedPod left, QueuedPod right)
    {
        var order = left.UnschedulableSince.CompareTo(right.UnschedulableSince);
        return order != 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }
}
