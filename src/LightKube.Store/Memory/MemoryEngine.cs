using LightKube.Store.Engines;

namespace LightKube.Store.Memory;

/// <summary>Keeps everything in memory: for tests, and for clusters that need not outlive their process.</summary>
internal sealed class MemoryEngine : IStorageEngine
{
    /// <summary>Versions looked at in one step, so that writes wait a millisecond or two at most.</summary>
    private const int CompactionStep = 1000;

    private VersionTable _working = VersionTable.Empty;
    private VersionTable _committed = VersionTable.Empty;
    private long _compacted = 1;
    private long _deletedUpTo = 1;

    public long OpenedAtRevision => 1;

    public long CompactedRevision => Volatile.Read(ref _compacted);

    public EngineStatistics Statistics => default;

    public bool TryGetHead(string key, out Head head)
    {
        if (_working.Newest(key, long.MaxValue - 1) is not { Type: not StoreEventType.Deleted } newest)
        {
            head = default;
            return false;
        }

        head = new Head(newest.Revision, newest.CreateRevision, newest.Revision, StoredRelaxed: false);
        return true;
    }

    public ReadOnlyMemory<byte> ReadHeadValue(string key) => _working.Newest(key, long.MaxValue - 1)!.Value;

    public void Append(StoreEvent version, in Head head, in Write write) => _working = _working.Add(version);

    public void Commit() => Volatile.Write(ref _committed, _working);

    public void Rollback() => _working = _committed;

    public void BeginCompaction(long revision) => Volatile.Write(ref _compacted, revision);

    public bool CompactStep()
    {
        if (_deletedUpTo >= _compacted)
            return false;
        _working = _working.Compact(_deletedUpTo, _compacted, CompactionStep, out _deletedUpTo);
        Commit();
        return _deletedUpTo < _compacted;
    }

    public void FlushRelaxed()
    {
    }

    public Task Reseal() => Task.CompletedTask;

    public bool Tidy() => false;

    public void Close()
    {
    }

    public void Dispose()
    {
    }

    public StoreEntry? Get(string key, long revision) =>
        Snapshot(revision).Newest(key, revision) is { Type: not StoreEventType.Deleted } version ? Entry(version) : null;

    public StorePage List(in ListQuery query, long revision)
    {
        var page = new PageBuilder(query.Limit, revision);
        foreach (var version in Snapshot(revision).Newest(query.Prefix, query.StartAfter, revision))
        {
            if (version.Type == StoreEventType.Deleted)
                continue;
            if (!page.HasRoom())
                break;
            page.Add(Entry(version));
        }

        return page.Build();
    }

    public long Count(string prefix, long revision) =>
        Snapshot(revision).Newest(prefix, null, revision).LongCount(version => version.Type != StoreEventType.Deleted);

    public History Events(string prefix, long after, long upTo, int limit)
    {
        var events = new List<StoreEvent>();
        foreach (var version in Snapshot(after).Between(after, upTo))
        {
            if (!version.Key.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            events.Add(version);
            if (events.Count == limit)
                return new History(events, version.Revision);
        }

        return new History(events, upTo);
    }

    public ReadOnlyMemory<byte> ReadPrevious(string key, long revision) =>
        Snapshot(revision - 1).Newest(key, revision - 1)?.Value ?? default;

    /// <summary>The table first, then the check: compaction announces itself before it removes.</summary>
    private VersionTable Snapshot(long revision)
    {
        var table = Volatile.Read(ref _committed);
        Revisions.ThrowIfCompacted(revision, CompactedRevision);
        return table;
    }

    private static StoreEntry Entry(StoreEvent version) => new(version.Key, version.Value, version.Revision, version.CreateRevision);
}
