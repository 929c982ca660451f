using LightKube.Store.Engines;
using LightKube.Store.Sealing;

namespace LightKube.Store.Sqlite;

/// <summary>Keeps versions in a SQLite database, and relaxed updates in memory until they are flushed there.</summary>
internal sealed class SqliteEngine : IStorageEngine
{
    /// <summary>
    /// Revisions that are reserved at once. A reservation costs one small commit and a crash skips what is left of it, so: many,
    /// but nowhere near what a 64-bit counter would notice.
    /// </summary>
    private const long ReservedAhead = 10_000;

    /// <summary>Revisions that one step of compaction goes through: some milliseconds.</summary>
    private const long CompactionStep = 500;

    /// <summary>Relaxed updates that one step flushes: some milliseconds.</summary>
    private const int FlushStep = 256;

    private readonly DatabaseLock _lock;
    private readonly SqliteConnection _connection;
    private readonly LogWriter _log;
    private readonly ReaderPool _readers;
    private readonly RelaxedOverlay _overlay = new();
    private readonly Checkpointer _checkpointer;
    private readonly FreePages _freePages;
    private readonly Resealing? _resealing;
    private long _compacted;
    private long _deletedUpTo;
    private long _reserved;
    private long _durablyReserved;
    private bool _flushing;

    /// <summary>Takes over what was opened, and closes it in the end.</summary>
    public SqliteEngine(DatabaseLock databaseLock, SqliteConnection connection, IValueSeal? seal)
    {
        _lock = databaseLock;
        _connection = connection;
        _log = new LogWriter(connection, seal);
        _checkpointer = new Checkpointer(connection);
        _freePages = new FreePages(connection);
        _readers = new ReaderPool(connection.Path, seal);
        _resealing = seal is null ? null : new Resealing(connection, _log, seal);
    }

    public long OpenedAtRevision { get; private set; }

    public long CompactedRevision => Volatile.Read(ref _compacted);

    public EngineStatistics Statistics => new(
        LengthOf(_connection.Path), LengthOf(_connection.Path + "-wal"), _overlay.PendingCount);

    /// <summary>To be called once, first of all. Returns whether the last process ended without closing the database.</summary>
    public bool Recover()
    {
        var recovery = new Recovery(_connection, _log);
        OpenedAtRevision = recovery.Run(ReservedAhead);
        _compacted = _deletedUpTo = recovery.State.Compacted;
        _reserved = _durablyReserved = recovery.State.Reserved;
        return recovery.WasUnclean;
    }

    public bool TryGetHead(string key, out Head head) => _overlay.TryGetHead(key, out head) || _log.TryGetHead(key, out head);

    public ReadOnlyMemory<byte> ReadHeadValue(string key)
    {
        if (_overlay.Find(key) is { } relaxed)
            return relaxed.Event.Value;
        return _log.TryGetHead(key, out var head) ? _log.ReadValue(key, head.ModRevision) : default;
    }

    public void Append(StoreEvent version, in Head head, in Write write)
    {
        var isRelaxed = write.Durability == Durability.Relaxed && write.Operation == WriteOperation.Put;
        if (isRelaxed && version.Type == StoreEventType.Updated && head.StoredRelaxed)
        {
            _overlay.Stage(new RelaxedVersion(version, head.StoredRevision, write.RevisionOffset));
            Reserve(version.Revision);
            return;
        }

        var flags = version.Type == StoreEventType.Deleted ? RowFlags.Deleted : isRelaxed ? RowFlags.Relaxed : RowFlags.None;
        _log.Append(version, head.StoredRevision, flags, write.RevisionOffset);
        _overlay.StageStored(version.Key);
    }

    public void Commit()
    {
        _log.Commit();
        _overlay.Commit();
        _durablyReserved = _reserved;
    }

    public void Rollback()
    {
        _log.Rollback();
        _overlay.Rollback();
        _reserved = _durablyReserved;
    }

    public void BeginCompaction(long revision) => Volatile.Write(ref _compacted, revision);

    public bool CompactStep()
    {
        if (_deletedUpTo >= _compacted)
            return false;
        var upTo = Math.Min(_compacted, _deletedUpTo + CompactionStep);

        // The overlay first: it asks the disk what supersedes its versions, and a deletion there is about to go.
        _overlay.Compact(_deletedUpTo, upTo, _log.NewestRevision);
        if (_log.DeleteSuperseded(_deletedUpTo, upTo) > 0)
        {
            // Where nothing was deleted nothing need be remembered, so that an idle cluster does not write.
            _log.Save(new StoredState(upTo, _reserved, Clean: false));
            _log.Commit();
        }

        _deletedUpTo = upTo;
        if (upTo == _compacted)
            _freePages.Count();
        return upTo < _compacted;
    }

    public void FlushRelaxed() => _flushing = true;

    public Task Reseal() => _resealing?.Request() ?? Task.CompletedTask;

    public bool Tidy()
    {
        if (_flushing)
            _flushing = Flush(FlushStep);
        _checkpointer.Step();
        return (_resealing?.Advance() ?? false) || _freePages.Step() || _flushing;
    }

    public void Close()
    {
        while (Flush(FlushStep))
        {
        }

        _log.Save(new StoredState(_deletedUpTo, 0, Clean: true));
        _log.Commit();
    }

    public void Dispose()
    {
        _readers.Dispose();
        _resealing?.Dispose();
        _checkpointer.Dispose();
        _freePages.Dispose();
        _log.Dispose();

        // The last connection to close copies the log into the database and removes it.
        _connection.Dispose();
        _lock.Dispose();
    }

    public StoreEntry? Get(string key, long revision)
    {
        // RelaxedOverlay says why memory is read before the disk. Compaction announces itself before it deletes: what is not announced
        // after the reading was not deleted during it.
        var relaxed = _overlay.Versions.Newest(key, revision);
        using var lease = _readers.Rent();
        var version = lease.Reader.Newest(key, revision);
        Revisions.ThrowIfCompacted(revision, CompactedRevision);
        if (relaxed is not null && relaxed.Revision > (version?.Revision ?? 0))
            version = relaxed;
        return version is null or { Type: StoreEventType.Deleted }
            ? null
            : new StoreEntry(key, version.Value, version.Revision, version.CreateRevision);
    }

    public StorePage List(in ListQuery query, long revision)
    {
        var relaxed = _overlay.Versions.Newest(query.Prefix, query.StartAfter, revision);
        using var lease = _readers.Rent();
        var page = new PageBuilder(query.Limit, revision);
        foreach (var item in SqliteMerge.ByKey(lease.Reader.Keys(query.Prefix, query.StartAfter, revision), relaxed))
        {
            var entry = item.Relaxed is { } version
                ? new StoreEntry(version.Key, version.Value, version.Revision, version.CreateRevision)
                : lease.Reader.Load(item.Key, item.Revision);
            if (entry is null)
                continue;
            if (!page.HasRoom())
                break;
            page.Add(entry.Value);
        }

        Revisions.ThrowIfCompacted(revision, CompactedRevision);
        return page.Build();
    }

    // Relaxed updates make no key and remove none.
    public long Count(string prefix, long revision)
    {
        using var lease = _readers.Rent();
        var count = lease.Reader.Count(prefix, revision);
        Revisions.ThrowIfCompacted(revision, CompactedRevision);
        return count;
    }

    public History Events(string prefix, long after, long upTo, int limit)
    {
        var relaxed = _overlay.Versions.Between(after, upTo).Where(version => version.Key.StartsWith(prefix, StringComparison.Ordinal));
        using var lease = _readers.Rent();
        var events = new List<StoreEvent>();
        foreach (var version in SqliteMerge.ByRevision(lease.Reader.Events(prefix, after, upTo), relaxed))
        {
            events.Add(version);
            if (events.Count == limit)
                break;
        }

        Revisions.ThrowIfCompacted(after, CompactedRevision);
        return new History(events, events.Count == limit ? events[^1].Revision : upTo);
    }

    public ReadOnlyMemory<byte> ReadPrevious(string key, long revision) => Get(key, revision - 1)?.Value ?? default;

    private void Reserve(long revision)
    {
        if (revision <= _reserved)
            return;
        _reserved = revision + ReservedAhead;
        _log.Save(new StoredState(_deletedUpTo, _reserved, Clean: false));
    }

    /// <summary>Writes some of the pending updates to disk; whether there are more.</summary>
    private bool Flush(int limit)
    {
        foreach (var version in _overlay.Pending.Take(limit).ToList())
        {
            _log.Append(version.Event, version.StoredRevision, RowFlags.Relaxed, version.RevisionAt);
            _overlay.StageStored(version.Event.Key);

            // Compaction has passed this revision and will not come again for what it supersedes.
            if (version.Event.Revision <= _deletedUpTo)
                _log.Delete(version.StoredRevision);
        }

        Commit();
        return _overlay.PendingCount > 0;
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
