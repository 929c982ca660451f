namespace LightKube.Store;

/// <summary>Sizes and counters of a store since it was opened.</summary>
public sealed record StoreStatistics
{
    public required long CurrentRevision { get; init; }

    public required long CompactedRevision { get; init; }

    /// <summary>Bytes of the database file; 0 in memory.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>Bytes of the write-ahead log's file; 0 in memory.</summary>
    public required long WalBytes { get; init; }

    /// <summary>Relaxed updates that are not on disk.</summary>
    public required int RelaxedPending { get; init; }

    /// <summary>Writes that wait for the writer.</summary>
    public required int Queued { get; init; }

    public required int Watchers { get; init; }

    public required long SlowWatchersDropped { get; init; }

    /// <summary>Batches committed.</summary>
    public required long Commits { get; init; }

    /// <summary>Batches that the disk refused.</summary>
    public required long FailedCommits { get; init; }

    /// <summary>Writes committed.</summary>
    public required long Writes { get; init; }

    /// <summary>Writes refused because the key was not as expected.</summary>
    public required long Conflicts { get; init; }

    /// <summary>Time spent in committing, all batches together.</summary>
    public required TimeSpan CommitTime { get; init; }

    /// <summary>Commits by size: bucket n counts batches of 2^n up to 2^(n+1)-1 writes.</summary>
    public required IReadOnlyList<long> BatchSizes { get; init; }
}
