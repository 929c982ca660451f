namespace LightKube.ApiServer.FlowControl;

/// <summary>
/// The requests that a level has refused lately, and how long its clients are told to wait for that: twice as long when many were refused in the time that
/// they were told so far, a second less when few were. By Kubernetes' numbers.
/// </summary>
internal sealed class Refusals(TimeProvider time)
{
    /// <summary>No client is told to wait longer, in seconds.</summary>
    private const int MaxSeconds = 32;

    private readonly Lock _lock = new();
    private readonly Queue<(long Second, int Count)> _history = new();
    private long _second;
    private int _count;
    private long _lastRise;
    private int _retryAfter = 1;

    /// <summary>Notes one more, and says what its client is to be told, in seconds.</summary>
    public int Add()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            if (now != _second)
            {
                EndSecondNeedsLock(now);
            }

            _count++;
            return _retryAfter;
        }
    }

    private void EndSecondNeedsLock(long now)
    {
        _history.Enqueue((_second, _count));
        while (_second - _history.Peek().Second > Math.Min(2 * _retryAfter, MaxSeconds))
        {
            _history.Dequeue();
        }

        (_second, _count) = (now, 0);
        AdjustNeedsLock(now);
    }

    private void AdjustNeedsLock(long now)
    {
        var lately = 0;
        foreach (var (second, count) in _history)
        {
            lately += second >= now - _retryAfter && second < now ? count : 0;
        }

        if (now - _lastRise >= _retryAfter && lately >= 3 * _retryAfter)
        {
            (_retryAfter, _lastRise) = (Math.Min(2 * _retryAfter, MaxSeconds), now);
        }
        else if (lately < _retryAfter && _retryAfter > 1)
        {
            _retryAfter--;
        }
    }
}
