namespace LightKube.Histories.Checks;

/// <summary>One event, as a watcher got it.</summary>
internal sealed record Seen(string Type, string Key, long Version, string Value, string Color);

/// <summary>What one watcher saw, over all its connections.</summary>
/// <param name="Selected">The color that it asked for; empty for all.</param>
/// <param name="From">The version after which it began.</param>
/// <param name="Events">In the order in which they came.</param>
/// <param name="UpTo">It has seen everything up to this version: the last event or bookmark.</param>
internal sealed record WatchHistory(string Selected, long From, IReadOnlyList<Seen> Events, long UpTo);

/// <summary>Watchers see every change once, in order, without gaps, and those with a selector see what it makes of the changes.</summary>
internal static class Watches
{
    public static IEnumerable<string> Violations(IReadOnlyList<Operation> operations, IReadOnlyList<WatchHistory> watchers)
    {
        var all = watchers.Where(watcher => watcher.Selected.Length == 0).MaxBy(watcher => watcher.UpTo)!;
        return watchers.SelectMany(OutOfOrder)
            .Concat(Missing(operations, all))
            .Concat(watchers.SelectMany(watcher => Different(watcher, all)));
    }

    private static IEnumerable<string> OutOfOrder(WatchHistory watcher)
    {
        var last = watcher.From;
        foreach (var seen in watcher.Events)
        {
            if (seen.Version <= last)
            {
                yield return $"{seen} came after version {last}";
            }

            last = seen.Version;
        }
    }

    private static IEnumerable<string> Missing(IReadOnlyList<Operation> operations, WatchHistory watcher)
    {
        var seen = watcher.Events.Where(change => change.Type != "DELETED").ToDictionary(change => change.Version);
        foreach (var write in operations.Where(write => write is { IsWrite: true, Outcome: Outcome.Done, Version: > 0 } && write.Verb != Verb.Delete))
        {
            if (write.Version > watcher.From && write.Version <= watcher.UpTo && !(seen.TryGetValue(write.Version, out var change) && change.Key == write.Key && change.Value == write.Value))
            {
                yield return $"no watcher saw {write}";
            }
        }
    }

    // What the watcher of everything saw says what each other must have seen.
    private static IEnumerable<string> Different(WatchHistory watcher, WatchHistory all)
    {
        var expected = Expected(watcher, all).Where(seen => seen.Version <= watcher.UpTo).ToList();
        var actual = watcher.Events.Select(seen => (seen.Type, seen.Key, seen.Version)).Where(seen => seen.Version <= all.UpTo).ToList();
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var wanted = i < expected.Count ? $"{expected[i]}" : "nothing";
            var got = i < actual.Count ? $"{actual[i]}" : "nothing";
            if (wanted != got)
            {
                yield return $"a watcher of '{watcher.Selected}' saw {got} instead of {wanted}";
                yield break;
            }
        }
    }

    private static IEnumerable<(string Type, string Key, long Version)> Expected(WatchHistory watcher, WatchHistory all)
    {
        var matching = new HashSet<string>();
        foreach (var seen in all.Events)
        {
            var before = matching.Contains(seen.Key);
            var now = seen.Type != "DELETED" && (watcher.Selected.Length == 0 || seen.Color == watcher.Selected);
            _ = now ? matching.Add(seen.Key) : matching.Remove(seen.Key);
            if (seen.Version > watcher.From && (before || now))
            {
                yield return (now ? before ? "MODIFIED" : "ADDED" : "DELETED", seen.Key, seen.Version);
            }
        }
    }
}
