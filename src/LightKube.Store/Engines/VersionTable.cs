using System.Collections.Immutable;

namespace LightKube.Store.Engines;

/// <summary>
/// Versions of keys in memory. Immutable: a reader takes the table once and reads a consistent state for as long as it likes, without
/// a lock.
/// </summary>
internal sealed class VersionTable
{
    public static readonly VersionTable Empty = new(
        ImmutableSortedSet.Create<StoreEvent>(ByKeyOrder.Instance), ImmutableSortedSet.Create<StoreEvent>(ByRevisionOrder.Instance));

    private readonly ImmutableSortedSet<StoreEvent> _byKey;
    private readonly ImmutableSortedSet<StoreEvent> _byRevision;

    private VersionTable(ImmutableSortedSet<StoreEvent> byKey, ImmutableSortedSet<StoreEvent> byRevision)
    {
        _byKey = byKey;
        _byRevision = byRevision;
    }

    public int Count => _byKey.Count;

    public VersionTable Add(StoreEvent version) => new(_byKey.Add(version), _byRevision.Add(version));

    public VersionTable Remove(StoreEvent version) => new(_byKey.Remove(version), _byRevision.Remove(version));

    /// <summary>The key's newest version, deleted or not, at a revision; null if it has none.</summary>
    public StoreEvent? Newest(string key, long revision)
    {
        if (_byKey.IsEmpty)
            return null;
        var next = Position(_byKey, Probe(key, revision + 1));
        return next > 0 && _byKey[next - 1] is var version && version.Key == key ? version : null;
    }

    /// <summary>The newest version, deleted or not, of every key of a prefix after a key, in order.</summary>
    public IEnumerable<StoreEvent> Newest(string prefix, string? startAfter, long revision)
    {
        var start = startAfter is not null && string.CompareOrdinal(startAfter, prefix) >= 0
            ? Probe(startAfter, long.MaxValue)
            : Probe(prefix, 0);
        StoreEvent? newest = null;
        for (var i = Position(_byKey, start); i < _byKey.Count; i++)
        {
            var version = _byKey[i];
            if (!version.Key.StartsWith(prefix, StringComparison.Ordinal))
                break;
            if (newest is not null && newest.Key != version.Key)
            {
                yield return newest;
                newest = null;
            }

            if (version.Revision <= revision)
                newest = version;
        }

        if (newest is not null)
            yield return newest;
    }

    /// <summary>The versions with after &lt; revision &lt;= upTo in order of revision.</summary>
    public IEnumerable<StoreEvent> Between(long after, long upTo)
    {
        for (var i = Position(_byRevision, Probe("", after + 1)); i < _byRevision.Count; i++)
        {
            var version = _byRevision[i];
            if (version.Revision > upTo)
                break;
            yield return version;
        }
    }

    /// <summary>
    /// Removes what the versions between two revisions supersede, and the deletions among them, looking at no more than
    /// <paramref name="limit"/> versions.
    /// </summary>
    /// <param name="after">How far an earlier call came.</param>
    /// <param name="upTo">How far to go.</param>
    /// <param name="limit">Bounds the time that one call takes.</param>
    /// <param name="reached">How far this call came.</param>
    public VersionTable Compact(long after, long upTo, int limit, out long reached)
    {
        var byKey = _byKey.ToBuilder();
        var byRevision = _byRevision.ToBuilder();
        var seen = 0;
        var last = after;
        foreach (var version in Between(after, upTo))
        {
            if (seen++ == limit)
            {
                upTo = last;
                break;
            }

            last = version.Revision;
            if (Newest(version.Key, version.Revision - 1) is { } superseded)
            {
                byKey.Remove(superseded);
                byRevision.Remove(superseded);
            }

            if (version.Type == StoreEventType.Deleted)
            {
                byKey.Remove(version);
                byRevision.Remove(version);
            }
        }

        reached = upTo;
        return new VersionTable(byKey.ToImmutable(), byRevision.ToImmutable());
    }

    private static int Position(ImmutableSortedSet<StoreEvent> set, StoreEvent probe)
    {
        var index = set.IndexOf(probe);
        return index >= 0 ? index : ~index;
    }

    private static StoreEvent Probe(string key, long revision) =>
        new() { Type = StoreEventType.Updated, Key = key, Revision = revision, CreateRevision = 0, Value = default };

    private sealed class ByKeyOrder : IComparer<StoreEvent>
    {
        public static readonly ByKeyOrder Instance = new();

        public int Compare(StoreEvent? x, StoreEvent? y)
        {
            var byKey = string.CompareOrdinal(x!.Key, y!.Key);
            return byKey != 0 ? byKey : x.Revision.CompareTo(y.Revision);
        }
    }

    private sealed class ByRevisionOrder : IComparer<StoreEvent>
    {
        public static readonly ByRevisionOrder Instance = new();

        public int Compare(StoreEvent? x, StoreEvent? y) => x!.Revision.CompareTo(y!.Revision);
    }
}
