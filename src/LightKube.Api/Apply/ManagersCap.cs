using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>Keeps the number of entries of updates bounded: the oldest of each version become one.</summary>
internal static class ManagersCap
{
    public const int MaxUpdateManagers = 10;

    public static void Enforce(ManagedFields managed)
    {
        var updaters = new List<ManagedEntry>();
        foreach (var entry in managed.Entries)
        {
            if (!entry.IsApplied)
            {
                updaters.Add(entry);
            }
        }

        if (updaters.Count <= MaxUpdateManagers)
        {
            return;
        }

        updaters.Sort(static (a, b) => string.CompareOrdinal(a.Time.AsString, b.Time.AsString) is var order and not 0
            ? order
            : string.CompareOrdinal(a.Manager, b.Manager));
        Join(managed, updaters);
    }

    private static void Join(ManagedFields managed, List<ManagedEntry> updaters)
    {
        var firsts = new Dictionary<string, ManagedEntry>(StringComparer.Ordinal);
        var tooMany = updaters.Count - MaxUpdateManagers;
        foreach (var entry in updaters)
        {
            if (tooMany == 0)
            {
                return;
            }

            if (!firsts.TryGetValue(entry.ApiVersion, out var first))
            {
                firsts.Add(entry.ApiVersion, entry);
                continue;
            }

            var owner = new FieldOwner(FieldOwner.AncientChanges, entry.ApiVersion, "", entry.Time, IsApplied: false);
            var bucket = ManagedEntry.Of(owner, first.Fields.Union(entry.Fields));
            managed.Remove(first);
            managed.Remove(entry);
            managed.Set(bucket);
            firsts[entry.ApiVersion] = bucket;
            tooMany--;
        }
    }
}
