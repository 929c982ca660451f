using LightKube.Store.Engines;

namespace LightKube.Store.Sqlite;

/// <summary>Lays what is on disk and what is in memory into one order. A version may be in both; it comes out once.</summary>
internal static class SqliteMerge
{
    /// <summary>Of each key the newer of both.</summary>
    public static IEnumerable<(string Key, long Revision, StoreEvent? Relaxed)> ByKey(
        IEnumerable<(string Key, long Revision)> disk, IEnumerable<StoreEvent> relaxed)
    {
        using var memory = relaxed.GetEnumerator();
        var more = memory.MoveNext();
        foreach (var (key, revision) in disk)
        {
            // A relaxed update is of a key that is on disk, except for a moment of history whose deletion was just compacted.
            while (more && string.CompareOrdinal(memory.Current.Key, key) < 0)
                more = memory.MoveNext();
            var isNewer = more && memory.Current.Key == key && memory.Current.Revision > revision;
            yield return isNewer ? (key, memory.Current.Revision, memory.Current) : (key, revision, null);
        }
    }

    public static IEnumerable<StoreEvent> ByRevision(IEnumerable<StoreEvent> disk, IEnumerable<StoreEvent> relaxed)
    {
        using var memory = relaxed.GetEnumerator();
        var more = memory.MoveNext();
        foreach (var version in disk)
        {
            for (; more && memory.Current.Revision < version.Revision; more = memory.MoveNext())
                yield return memory.Current;
            if (more && memory.Current.Revision == version.Revision)
                more = memory.MoveNext();
            yield return version;
        }

        for (; more; more = memory.MoveNext())
            yield return memory.Current;
    }
}
