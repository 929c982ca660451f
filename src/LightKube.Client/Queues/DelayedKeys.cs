namespace LightKube.Client.Queues;

/// <summary>Keys that become due later; one timer serves them all.</summary>
internal sealed class DelayedKeys<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TKey, long> _order = new();

    // When each key is due. An entry of _order with another time is a leftover of a key that was moved forward.
    private readonly Dictionary<TKey, long> _due = [];
    private readonly TimeProvider _time;
    private readonly Action<TKey> _onDue;
    private readonly ITimer _timer;

    public DelayedKeys(TimeProvider time, Action<TKey> onDue)
    {
        _time = time;
        _onDue = onDue;
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _due.Count;
        }
    }

    public void Add(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            var due = _time.GetTimestamp() + Ticks(delay);
            if (_due.TryGetValue(key, out var earlier) && earlier <= due)
                return;
            _due[key] = due;
            _order.Enqueue(key, due);
            if (_order.Peek().Equals(key))
                Arm_NeedsLock();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        List<TKey>? ready = null;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_order.TryPeek(out var key, out var due) && due <= now)
            {
                _order.Dequeue();
                if (_due.TryGetValue(key, out var valid) && valid == due)
                {
                    _due.Remove(key);
                    (ready ??= []).Add(key);
                }
            }
            Arm_NeedsLock();
        }
        ready?.ForEach(_onDue);
    }

    private void Arm_NeedsLock()
    {
        if (!_order.TryPeek(out _, out var due))
            return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);

        // Timers count whole milliseconds; one that fires early would only come again.
        var milliseconds = Math.Max(0, Math.Ceiling(wait.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private long Ticks(TimeSpan delay) => (long)(delay.TotalSeconds * _time.TimestampFrequency);
}
