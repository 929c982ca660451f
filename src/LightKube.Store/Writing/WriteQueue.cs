namespace LightKube.Store.Writing;

/// <summary>The line in front of the writer: many callers, one thread that takes whole batches.</summary>
internal sealed class WriteQueue
{
    private readonly object _gate = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private readonly PendingWritePool _pool = new();
    private TaskCompletionSource? _room;
    private StoreException? _closed;
    private bool _woken;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public ValueTask<WriteResult> EnqueueAsync(in Write write, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (HasRoom_NeedsLock())
                return Enqueue_NeedsLock(write).Task;
        }

        return EnqueueWhenThereIsRoomAsync(write, cancel);
    }

    /// <summary>
    /// Moves waiting writes to <paramref name="batch"/>, as many as one transaction may have. Waits for the first one, for a call of
    /// <see cref="Wake"/>, or for the end.
    /// </summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingWrite> batch, bool wait)
    {
        lock (_gate)
        {
            while (wait && _waiting.Count == 0 && !_woken && _closed is null)
                Monitor.Wait(_gate);
            _woken = false;
            long bytes = 0;
            while (batch.Count < StoreLimits.MaxBatchWrites && bytes < StoreLimits.MaxBatchBytes && _waiting.TryDequeue(out var pending))
            {
                batch.Add(pending);
                bytes += pending.Write.Value.Length;
            }

            TellThatThereIsRoom_NeedsLock();
            return batch.Count > 0 || _closed is null;
        }
    }

    /// <summary>Has <see cref="Take"/> return though nobody writes.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets nobody in any more. Writes that are queued are still taken.</summary>
    public void Close(StoreException reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            TellThatThereIsRoom_NeedsLock();
            Monitor.Pulse(_gate);
        }
    }

    private async ValueTask<WriteResult> EnqueueWhenThereIsRoomAsync(Write write, CancellationToken cancel)
    {
        while (true)
        {
            Task room;
            PendingWrite? queued = null;
            lock (_gate)
            {
                if (HasRoom_NeedsLock())
                    queued = Enqueue_NeedsLock(write);
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            if (queued is not null)
                return await queued.Task.ConfigureAwait(false);
            await room.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    // A closed queue lets everybody in, to be told so.
    private bool HasRoom_NeedsLock() => _waiting.Count < StoreLimits.MaxQueuedWrites || _closed is not null;

    private PendingWrite Enqueue_NeedsLock(in Write write)
    {
        if (_closed is { } reason)
            throw new StoreException(reason.Error, reason.Message, reason.InnerException);
        var pending = _pool.Rent(write);
        _waiting.Enqueue(pending);
        if (_waiting.Count == 1)
            Monitor.Pulse(_gate);
        return pending;
    }

    private void TellThatThereIsRoom_NeedsLock()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
