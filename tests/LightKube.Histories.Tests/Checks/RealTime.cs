namespace LightKube.Histories.Checks;

/// <summary>Versions are one counter for all keys: what was done earlier has the smaller one, and what is read later is not older.</summary>
internal static class RealTime
{
    public static IEnumerable<string> Violations(IReadOnlyList<Operation> operations, IReadOnlyList<Snapshot> snapshots)
    {
        var writes = operations.Where(operation => operation is { IsWrite: true, Outcome: Outcome.Done, Version: > 0 }).ToList();
        var byEnd = writes.OrderBy(write => write.End).ToList();
        foreach (var violation in After(writes.Select(write => (write.Begin, write.Version - 1, $"{write}")), byEnd))
        {
            yield return violation;
        }

        foreach (var violation in After(snapshots.Select(list => (list.Begin, list.Version, $"the list at {list.Version}")), byEnd))
        {
            yield return violation;
        }

        foreach (var twice in writes.GroupBy(write => write.Version).Where(group => group.Count() > 1))
        {
            yield return $"two writes have the version {twice.Key}: {string.Join(" and ", twice)}";
        }
    }

    // Each must be at least at the newest version that had been answered when it began.
    private static IEnumerable<string> After(IEnumerable<(long Begin, long Version, string What)> later, List<Operation> byEnd)
    {
        var newest = 0L;
        var at = 0;
        foreach (var (begin, version, what) in later.OrderBy(item => item.Begin))
        {
            for (; at < byEnd.Count && byEnd[at].End < begin; at++)
            {
                newest = Math.Max(newest, byEnd[at].Version);
            }

            if (version < newest)
            {
                yield return $"version {newest} had been answered before this began: {what}";
            }
        }
    }
}
