using System.Runtime.InteropServices;
using LightKube.Store.Engines;
using LightKube.Store.Upkeep;
using LightKube.Store.Watching;
using Microsoft.Extensions.Logging;

namespace LightKube.Store.Writing;

/// <summary>The one thread that writes: takes what is queued, commits it as one batch, publishes it, answers the callers.</summary>
/// <remarks>
/// <code>
///            Take              Decide, Append            Commit              Publish            Complete
///  queue ────────▶ batch ──────────────────────▶ engine ────────▶ durable ────────▶ seen ────────────▶ callers
///                                    disk refuses: Rollback, callers get the error, nobody saw anything
/// </code>
/// A thread of its own, because a commit blocks for as long as the disk takes to flush.
/// </remarks>
internal sealed partial class StoreWriter
{
    private readonly IStorageEngine _engine;
    private readonly WatchHub _hub;
    private readonly UpkeepSchedule _upkeep;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<PendingWrite> _batch = new(StoreLimits.MaxBatchWrites);
    private readonly List<StoreEvent> _events = new(StoreLimits.MaxBatchWrites);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;

    public StoreWriter(IStorageEngine engine, WatchHub hub, UpkeepSchedule upkeep, TimeProvider time, ILogger logger)
    {
        _engine = engine;
        _hub = hub;
        _upkeep = upkeep;
        _time = time;
        _logger = logger;
        _revision = engine.OpenedAtRevision;
    }

    public WriteQueue Queue { get; } = new();

    public StoreCounters Counters { get; } = new();

    /// <summary>Completes when the thread has ended and the engine is closed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "store-writer" }.Start();

    private void Run()
    {
        var end = new StoreException(StoreError.Closed, "The store is closed.");
        try
        {
            while (Queue.Take(_batch, wait: !_upkeep.HasWork))
            {
                CommitBatch();
                _upkeep.Step(_hub.Published);
            }

            _engine.Close();
        }
        catch (Exception failure) // The outermost edge of the thread: whatever it is, callers must not wait for ever.
        {
            LogFaulted(_logger, failure);
            end = new StoreException(
                StoreError.Faulted, $"The store stopped because of an earlier failure: {failure.Message}", failure);
        }

        Queue.Close(end);
        _hub.Close(end);
        _upkeep.Close(end);
        do
        {
            FailBatch(end);
        }
        while (Queue.Take(_batch, wait: false));
        _engine.Dispose();
        _ended.SetResult();
    }

    private void CommitBatch()
    {
        if (_batch.Count == 0)
            return;
        var started = _time.GetTimestamp();
        try
        {
            foreach (var pending in _batch)
                Decide(pending);
            if (_events.Count > 0)
                _engine.Commit();
        }
        catch (StoreException refused) when (refused.Error is StoreError.DiskFull or StoreError.Io)
        {
            Refuse(refused);
            return;
        }

        if (_events.Count > 0)
        {
            Counters.Committed(_events.Count, _time.GetElapsedTime(started));
            _hub.Publish(CollectionsMarshal.AsSpan(_events), _revision);
            _events.Clear();
        }

        foreach (var pending in _batch)
            pending.Complete();
        _batch.Clear();
    }

    private void Decide(PendingWrite pending)
    {
        ref readonly var write = ref pending.Write;
        var exists = _engine.TryGetHead(write.Key, out var head);
        if (!IsAsExpected(write, exists, head.ModRevision))
        {
            Counters.Conflicted();
            pending.Decision = new WriteResult
            {
                Succeeded = false,
                Revision = head.ModRevision,
                Value = exists && write.ReturnCurrent ? _engine.ReadHeadValue(write.Key) : default,
            };
            return;
        }

        var revision = ++_revision;
        var version = new StoreEvent
        {
            Type = write.Operation == WriteOperation.Delete ? StoreEventType.Deleted
                : exists ? StoreEventType.Updated
                : StoreEventType.Created,
            Key = write.Key,
            Revision = revision,
            CreateRevision = exists ? head.CreateRevision : revision,
            Value = ValueStamp.Insert(write.Value.Span, write.RevisionOffset, revision),
            Tag = write.Tag,
        };
        _engine.Append(version, head, write);
        _events.Add(version);
        pending.Decision = new WriteResult { Succeeded = true, Revision = revision, Value = version.Value };
    }

    private static bool IsAsExpected(in Write write, bool exists, long revision) => write.ExpectedRevision switch
    {
        Write.Any => exists || write.Operation == WriteOperation.Put,
        Write.Absent => !exists,
        _ => exists && revision == write.ExpectedRevision,
    };

    /// <summary>The revisions of a refused batch are not used again: a crash may yet find its pages on the disk.</summary>
    private void Refuse(StoreException reason)
    {
        _engine.Rollback();
        _events.Clear();
        Counters.Failed();
        LogRefused(_logger, _batch.Count, reason);
        FailBatch(reason);
    }

    private void FailBatch(StoreException reason)
    {
        foreach (var pending in _batch)
            pending.Fail(new StoreException(reason.Error, reason.Message, reason));
        _batch.Clear();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The disk refused {Count} writes, which were not made")]
    private static partial void LogRefused(ILogger logger, int count, StoreException reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The store has stopped; no write is possible until it is opened again")]
    private static partial void LogFaulted(ILogger logger, Exception failure);
}
