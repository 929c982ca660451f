using LightKube.Store.Engines;
using LightKube.Store.Memory;
using LightKube.Store.Upkeep;
using LightKube.Store.Watching;
using LightKube.Store.Writing;
using Microsoft.Extensions.Logging;

namespace LightKube.Store;

/// <summary>A store in this process: one writer, any number of readers, on one of the engines.</summary>
public sealed class KeyValueStore : IStore
{
    private readonly IStorageEngine _engine;
    private readonly WatchHub _hub;
    private readonly UpkeepSchedule _upkeep;
    private readonly StoreWriter _writer;

    internal KeyValueStore(IStorageEngine engine, StoreOptions options, TimeProvider time, ILogger logger)
    {
        _engine = engine;
        _hub = new WatchHub(engine.OpenedAtRevision);
        _upkeep = new UpkeepSchedule(engine, options, time, logger);
        _writer = new StoreWriter(engine, _hub, _upkeep, time, logger);
        _writer.Start();
        _upkeep.Start(_writer.Queue.Wake);
    }

    public long CurrentRevision => _hub.Published;

    public long CompactedRevision => _engine.CompactedRevision;

    public StoreStatistics Statistics
    {
        get
        {
            var engine = _engine.Statistics;
            var counters = _writer.Counters;
            return new StoreStatistics
            {
                CurrentRevision = CurrentRevision,
                CompactedRevision = CompactedRevision,
                DatabaseBytes = engine.DatabaseBytes,
                WalBytes = engine.WalBytes,
                RelaxedPending = engine.RelaxedPending,
                Queued = _writer.Queue.Count,
                Watchers = _hub.Watches,
                SlowWatchersDropped = _hub.SlowDropped,
                Commits = counters.Commits,
                FailedCommits = counters.FailedCommits,
                Writes = counters.Writes,
                Conflicts = counters.Conflicts,
                CommitTime = counters.CommitTime,
                BatchSizes = counters.BatchSizes,
            };
        }
    }

    /// <summary>A store that ends with its process.</summary>
    public static KeyValueStore InMemory(StoreOptions options, TimeProvider time, ILogger logger) =>
        new(new MemoryEngine(), options, time, logger);

    public ValueTask<WriteResult> WriteAsync(Write write, CancellationToken cancel = default)
    {
        WriteRules.ThrowIfInvalid(write);
        return _writer.Queue.EnqueueAsync(write, cancel);
    }

    // Reads run on the caller's thread: most are answered from pages in memory, in some microseconds.
    public ValueTask<StoreEntry?> GetAsync(string key, long atRevision = 0, CancellationToken cancel = default)
    {
        StoreKey.ThrowIfInvalid(key);
        cancel.ThrowIfCancellationRequested();
        return new(AtRevision(atRevision, key, static (engine, key, revision) => engine.Get(key, revision)));
    }

    public ValueTask<StorePage> ListAsync(ListQuery query, CancellationToken cancel = default)
    {
        StoreKey.ThrowIfInvalidPrefix(query.Prefix);
        if (query.StartAfter is not null)
            StoreKey.ThrowIfInvalid(query.StartAfter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit);
        cancel.ThrowIfCancellationRequested();
        return new(AtRevision(query.AtRevision, query, static (engine, query, revision) => engine.List(query, revision)));
    }

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancel = default)
    {
        StoreKey.ThrowIfInvalidPrefix(prefix);
        cancel.ThrowIfCancellationRequested();
        return new(AtRevision(0, prefix, static (engine, prefix, revision) => engine.Count(prefix, revision)));
    }

    public IStoreWatch Watch(WatchQuery query)
    {
        StoreKey.ThrowIfInvalidPrefix(query.Prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(query.AfterRevision);
        return new StoreWatch(_engine, _hub, query);
    }

    public IStoreRegistration Observe(IStoreObserver observer) => _hub.Observe(observer);

    public async ValueTask CompactAsync(long revision, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(revision);
        Revisions.ThrowIfFuture(revision, CurrentRevision);
        var done = _upkeep.RequestCompaction(revision);
        _writer.Queue.Wake();
        await done.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Brings what is stored, history included, under the seal as it is now (see <see cref="Sqlite.SqliteStoreOptions.Seal"/>). Neither values nor revisions change.
    /// </summary>
    public async ValueTask ResealAsync(CancellationToken cancel = default)
    {
        var done = _engine.Reseal();
        _writer.Queue.Wake();
        await done.WaitAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _upkeep.Dispose();
        _writer.Queue.Close(new StoreException(StoreError.Closed, "The store is closed."));
        await _writer.Ended.ConfigureAwait(false);
    }

    private T AtRevision<TArgument, T>(long revision, TArgument argument, Func<IStorageEngine, TArgument, long, T> read)
    {
        _hub.ThrowIfClosed();
        if (revision != 0)
        {
            Revisions.ThrowIfFuture(revision, _hub.Published);
            return read(_engine, argument, revision);
        }

        while (true)
        {
            var newest = _hub.Published;
            try
            {
                return read(_engine, argument, newest);
            }
            catch (StoreException overtaken) when (overtaken.Error == StoreError.Compacted && _hub.Published > newest)
            {
                // Newer writes and a compaction came in between: what is newest has changed.
            }
        }
    }
}
