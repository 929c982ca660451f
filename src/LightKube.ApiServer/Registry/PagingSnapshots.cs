using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>Remembers the states from which pages were served, so that later pages see the same one.</summary>
public sealed class PagingSnapshots(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Snapshot> _snapshots = new();

    private sealed record Snapshot(ResourceCache Cache, long Revision, SortedEntries Entries, long Taken);

    public void Add(ResourceCache cache, long revision, SortedEntries entries)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            if (Find_NeedsLock(cache, revision) is null)
            {
                _snapshots.AddLast(new Snapshot(cache, revision, entries, time.GetTimestamp()));
            }
        }
    }

    /// <summary>The state, or null when it is forgotten.</summary>
    public SortedEntries? Find(ResourceCache cache, long revision)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            return Find_NeedsLock(cache, revision)?.Entries;
        }
    }

    private Snapshot? Find_NeedsLock(ResourceCache cache, long revision)
    {
        foreach (var snapshot in _snapshots)
        {
            if (snapshot.Revision == revision && ReferenceEquals(snapshot.Cache, cache))
            {
                return snapshot;
            }
        }

        return null;
    }

    private void Expire_NeedsLock()
    {
        while (_snapshots.First is { } first
            && (_snapshots.Count >= RegistryLimits.MaxPagingSnapshots || time.GetElapsedTime(first.Value.Taken) > RegistryLimits.PagingSnapshotAge))
        {
            _snapshots.RemoveFirst();
        }
    }
}
