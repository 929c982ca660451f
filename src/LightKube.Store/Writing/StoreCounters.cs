using System.Numerics;

namespace LightKube.Store.Writing;

/// <summary>What the writer counts. Written by its thread alone, read by any.</summary>
internal sealed class StoreCounters
{
    private readonly long[] _batchSizes = new long[BitOperations.Log2(StoreLimits.MaxBatchWrites) + 1];
    private long _commits;
    private long _failedCommits;
    private long _writes;
    private long _conflicts;
    private long _commitTicks;

    public long Commits => Volatile.Read(ref _commits);

    public long FailedCommits => Volatile.Read(ref _failedCommits);

    public long Writes => Volatile.Read(ref _writes);

    public long Conflicts => Volatile.Read(ref _conflicts);

    public TimeSpan CommitTime => new(Volatile.Read(ref _commitTicks));

    public IReadOnlyList<long> BatchSizes => (long[])_batchSizes.Clone();

    public void Committed(int writes, TimeSpan took)
    {
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _writes, _writes + writes);
        Volatile.Write(ref _commitTicks, _commitTicks + took.Ticks);
        _batchSizes[BitOperations.Log2((uint)writes)]++;
    }

    public void Failed() => Volatile.Write(ref _failedCommits, _failedCommits + 1);

    public void Conflicted() => Volatile.Write(ref _conflicts, _conflicts + 1);
}
