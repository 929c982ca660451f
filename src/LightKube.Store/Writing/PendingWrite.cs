using System.Threading.Tasks.Sources;

namespace LightKube.Store.Writing;

/// <summary>
/// One write between its caller and the writer. Pooled: the caller's <c>await</c> of the task gives it back, so a write costs its
/// value and its event and nothing else.
/// </summary>
internal sealed class PendingWrite : IValueTaskSource<WriteResult>
{
    // Continuations run elsewhere: the writer's thread must not run its callers' code.
    private ManualResetValueTaskSourceCore<WriteResult> _core = new() { RunContinuationsAsynchronously = true };
    private readonly PendingWritePool _pool;
    private Write _write;

    public PendingWrite(PendingWritePool pool) => _pool = pool;

    public ref readonly Write Write => ref _write;

    /// <summary>What the writer decided; reported when the batch is committed.</summary>
    public WriteResult Decision { get; set; }

    public ValueTask<WriteResult> Task => new(this, _core.Version);

    public void Prepare(in Write write) => _write = write;

    public void Complete() => _core.SetResult(Decision);

    public void Fail(StoreException error) => _core.SetException(error);

    WriteResult IValueTaskSource<WriteResult>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<WriteResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<WriteResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Recycle()
    {
        _core.Reset();
        _write = default;
        Decision = default;
        _pool.Return(this);
    }
}

/// <summary>Pending writes that wait to be used again.</summary>
internal sealed class PendingWritePool
{
    /// <summary>As many as there are callers in the busiest case that we know; the rest is left to the collector.</summary>
    private const int MaxIdle = 512;

    private readonly Stack<PendingWrite> _idle = new();
    private readonly Lock _gate = new();

    public PendingWrite Rent(in Write write)
    {
        PendingWrite? pending;
        lock (_gate)
            _idle.TryPop(out pending);
        pending ??= new PendingWrite(this);
        pending.Prepare(write);
        return pending;
    }

    public void Return(PendingWrite pending)
    {
        lock (_gate)
        {
            if (_idle.Count < MaxIdle)
                _idle.Push(pending);
        }
    }
}
