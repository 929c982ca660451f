using LightKube.Store.Engines;

namespace LightKube.Store.Sqlite;

/// <summary>
/// Relaxed updates: those that are not on disk yet, and the history of those that were superseded before they got there.
/// </summary>
/// <remarks>
/// Used by the writer, except <see cref="Versions"/>. A version that reaches the disk leaves the table only by compaction, so a reader
/// that takes the table first and the database second sees every version at least once.
/// </remarks>
internal sealed class RelaxedOverlay
{
    private readonly Dictionary<string, RelaxedVersion> _pending = [];

    // What the open batch does to the above: a version, or null for a key that was written to disk in full.
    private readonly Dictionary<string, RelaxedVersion?> _staged = [];
    private VersionTable _working = VersionTable.Empty;
    private VersionTable _versions = VersionTable.Empty;
    private volatile int _pendingCount;

    /// <summary>All versions that readers may need from here.</summary>
    public VersionTable Versions => Volatile.Read(ref _versions);

    public int PendingCount => _pendingCount;

    public IEnumerable<RelaxedVersion> Pending => _pending.Values;

    public bool TryGetHead(string key, out Head head)
    {
        var version = Find(key);
        head = version is null
            ? default
            : new Head(version.Event.Revision, version.Event.CreateRevision, version.StoredRevision, StoredRelaxed: true);
        return version is not null;
    }

    public RelaxedVersion? Find(string key) =>
        _staged.TryGetValue(key, out var staged) ? staged : _pending.GetValueOrDefault(key);

    public void Stage(RelaxedVersion version)
    {
        _staged[version.Event.Key] = version;
        _working = _working.Add(version.Event);
    }

    /// <summary>Notes that the batch writes the key to disk.</summary>
    public void StageStored(string key)
    {
        if (_pending.ContainsKey(key) || _staged.ContainsKey(key))
            _staged[key] = null;
    }

    public void Commit()
    {
        foreach (var (key, version) in _staged)
        {
            if (version is null)
                _pending.Remove(key);
            else
                _pending[key] = version;
        }

        _staged.Clear();
        _pendingCount = _pending.Count;
        Volatile.Write(ref _versions, _working);
    }

    public void Rollback()
    {
        _staged.Clear();
        _working = _versions;
    }

    /// <summary>
    /// Forgets what is superseded by versions up to a revision: by others here, or by those on disk, where
    /// <paramref name="newestOnDisk"/> looks for a key's newest revision at or before another.
    /// </summary>
    public void Compact(long after, long upTo, Func<string, long, long> newestOnDisk)
    {
        if (_working.Count == 0)
            return;
        _working = _working.Compact(after, upTo, int.MaxValue, out _);
        foreach (var version in _working.Between(0, upTo))
        {
            var isPending = _pending.TryGetValue(version.Key, out var pending) && pending.Event == version;
            if (!isPending && newestOnDisk(version.Key, upTo) >= version.Revision)
                _working = _working.Remove(version);
        }

        Volatile.Write(ref _versions, _working);
    }
}

/// <summary>A relaxed update.</summary>
/// <param name="Event">The version.</param>
/// <param name="StoredRevision">The revision of the key's newest version on disk.</param>
/// <param name="RevisionAt">Where in the value its revision stands.</param>
internal sealed record RelaxedVersion(StoreEvent Event, long StoredRevision, int RevisionAt);
