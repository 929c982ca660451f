namespace LightKube.Store.Watching;

/// <summary>What was committed and is not yet read by one watch. Bounded: a watch that falls too far behind is ended.</summary>
internal sealed class WatchBuffer(string prefix)
{
    private readonly Lock _gate = new();
    private List<StoreEvent> _events = [];
    private long _bytes;
    private long _revision;
    private StoreException? _end;
    private TaskCompletionSource? _reader;

    /// <summary>Adds what belongs to the prefix; false when the buffer is full and the watch has ended.</summary>
    public bool Offer(ReadOnlySpan<StoreEvent> events, long revision)
    {
        lock (_gate)
        {
            _revision = revision;
            var before = _events.Count;
            foreach (var item in events)
            {
                if (!item.Key.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                _events.Add(item);
                _bytes += item.Value.Length;
            }

            if (_events.Count > StoreLimits.MaxWatchEvents || _bytes > StoreLimits.MaxWatchBytes)
                EndAsSlow_NeedsLock();
            if (_events.Count > before || _end is not null)
                WakeReader_NeedsLock();
            return _end is null;
        }
    }

    public void End(StoreException reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            WakeReader_NeedsLock();
        }
    }

    /// <summary>Waits for events; ends with the reason for the watch's end once everything before it was read.</summary>
    public async ValueTask<WatchBatch> TakeAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task somethingNew;
            lock (_gate)
            {
                if (_events.Count > 0)
                    return Take_NeedsLock();
                if (_end is { } reason)
                    throw new StoreException(reason.Error, reason.Message, reason.InnerException);
                _reader ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                somethingNew = _reader.Task;
            }

            await somethingNew.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private WatchBatch Take_NeedsLock()
    {
        var batch = new WatchBatch(_events, _revision);
        _events = [];
        _bytes = 0;
        return batch;
    }

    private void EndAsSlow_NeedsLock()
    {
        _end ??= new StoreException(
            StoreError.SlowWatcher,
            $"The watch of '{prefix}' was ended because its reader fell {_events.Count} events ({_bytes >> 10} KiB) behind; list again.");
        _events = [];
        _bytes = 0;
    }

    private void WakeReader_NeedsLock()
    {
        _reader?.TrySetResult();
        _reader = null;
    }
}
