using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// The newest events of a kind, shared by all its watchers: a watcher is a position in it, not a queue of its own. What has left
/// it is read from the store's history.
/// </summary>
/// <remarks>One writer; readers take the lock for as long as it takes to copy references.</remarks>
public sealed class EventRing(TimeProvider time)
{
    /// <summary>Events kept at most; at 10,000 a second that is more than a second's lead over a slow reader.</summary>
    public const int MaxEvents = 16_384;

    /// <summary>Bytes of objects that the ring keeps alive at most: some seconds' lead over a slow reader when 1,000 pods a second change.</summary>
    public const long MaxBytes = 12L << 20;

    /// <summary>
    /// Events after which nobody in the process is expected to ask for a replaced or deleted object's document any more: as many as a watcher
    /// takes in one go. One that comes later decodes the bytes.
    /// </summary>
    public const int DocumentsKeptFor = 256;

    /// <summary>Older events are dropped: reconnecting clients come back sooner, later ones read from the store.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Slot[] _slots = new Slot[16];
    private int _start;
    private int _count;
    private long _bytes;
    private long _completeAfter;

    private readonly record struct Slot(CacheEvent Event, long Time);

    /// <summary>Every event after this revision is in the ring.</summary>
    public long CompleteAfter
    {
        get
        {
            lock (_lock)
            {
                return _completeAfter;
            }
        }
    }

    /// <summary>Starts, or starts anew, with everything up to the revision known to the entries.</summary>
    public void Reset(long revision)
    {
        lock (_lock)
        {
            _slots = new Slot[16];
            _start = 0;
            _count = 0;
            _bytes = 0;
            _completeAfter = revision;
        }
    }

    public void Add(CacheEvent change)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_count == _slots.Length)
            {
                Resize_NeedsLock(_slots.Length * 2);
            }

            _slots[(_start + _count++) & (_slots.Length - 1)] = new Slot(change, now);
            _bytes += change.Current.Json.Length;
            ForgetDocuments_NeedsLock();
            Trim_NeedsLock(now);
        }
    }

    /// <summary>Drops what is too old. Called now and then, so that an idle kind gives its memory back.</summary>
    public void Trim()
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            Trim_NeedsLock(now);
            if (_slots.Length > 64 && _count < _slots.Length / 8)
            {
                Resize_NeedsLock(Math.Max(16, _slots.Length / 4));
            }
        }
    }

    /// <summary>Copies the events after the revision, oldest first, as many as fit.</summary>
    /// <returns>How many; -1 when some of them are no longer here.</returns>
    public int Read(long afterRevision, Span<CacheEvent> into)
    {
        lock (_lock)
        {
            if (afterRevision < _completeAfter)
            {
                return -1;
            }

            var from = FirstAfter_NeedsLock(afterRevision);
            var n = Math.Min(into.Length, _count - from);
            for (var i = 0; i < n; i++)
            {
                into[i] = At_NeedsLock(from + i).Event;
            }

            return n;
        }
    }

    private void ForgetDocuments_NeedsLock()
    {
        if (_count <= DocumentsKeptFor)
        {
            return;
        }

        var past = At_NeedsLock(_count - 1 - DocumentsKeptFor).Event;
        past.Previous?.Forget();
        if (past.Type == StoreEventType.Deleted)
        {
            past.Current.Forget();
        }
    }

    private Slot At_NeedsLock(int index) => _slots[(_start + index) & (_slots.Length - 1)];

    private int FirstAfter_NeedsLock(long revision)
    {
        var low = 0;
        var high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At_NeedsLock(middle).Event.Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Trim_NeedsLock(long now)
    {
        while (_count > 1 && (_count > MaxEvents || _bytes > MaxBytes || time.GetElapsedTime(At_NeedsLock(0).Time, now) > MaxAge))
        {
            var oldest = At_NeedsLock(0).Event;
            _completeAfter = oldest.Revision;
            _bytes -= oldest.Current.Json.Length;
            _slots[_start] = default;
            _start = (_start + 1) & (_slots.Length - 1);
            _count--;
        }
    }

    private void Resize_NeedsLock(int size)
    {
        var slots = new Slot[size];
        for (var i = 0; i < _count; i++)
        {
            slots[i] = At_NeedsLock(i);
        }

        _slots = slots;
        _start = 0;
    }
}
