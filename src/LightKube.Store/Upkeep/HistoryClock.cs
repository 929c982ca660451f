namespace LightKube.Store.Upkeep;

/// <summary>Knows which revision the store was at some minutes ago.</summary>
internal sealed class HistoryClock(TimeProvider time, TimeSpan retention)
{
    private readonly Queue<(long Timestamp, long Revision)> _samples = new();
    private long _expired;

    /// <summary>
    /// Notes where the store is now, and returns the newest noted revision that is at least as old as history is kept; 0 if none is.
    /// </summary>
    public long Sample(long revision)
    {
        _samples.Enqueue((time.GetTimestamp(), revision));
        while (_samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Timestamp) >= retention)
        {
            _expired = oldest.Revision;
            _samples.Dequeue();
        }

        return _expired;
    }
}
