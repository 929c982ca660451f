using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;

namespace LightKube.Api.Quotas;

/// <summary>Counts what the objects of a namespace use of a quota.</summary>
public static class QuotaTally
{
    // They come by the thousand and go by themselves; upstream counts none either.
    private static readonly HashSet<string> NotCounted = ["events", "events.events.k8s.io"];

    /// <summary>Of these kinds, each resource that can be counted, once.</summary>
    public static IEnumerable<KindSchema> Countable(IEnumerable<KindSchema> kinds) => kinds
        .Where(static kind => kind.Namespaced && kind.Verbs.Contains("list") && kind.Verbs.Contains("delete") && !NotCounted.Contains(kind.GroupResource))
        .DistinctBy(static kind => kind.GroupResource);

    /// <param name="quota">What is limited.</param>
    /// <param name="kinds">All kinds there are.</param>
    /// <param name="list">The objects of a kind in the quota's namespace.</param>
    /// <param name="now">The time.</param>
    /// <returns>The usage of everything in the quota's <c>hard</c>.</returns>
    public static Dictionary<string, Quantity> Count(
        ResourceQuota quota, IEnumerable<KindSchema> kinds, Func<KindSchema, IReadOnlyList<Document>> list, DateTimeOffset now)
    {
        var used = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var name in quota.Spec.Hard.Keys)
        {
            used[name] = Quantity.Zero;
        }

        foreach (var kind in Countable(kinds))
        {
            if (QuotaUsage.Concerns(quota, kind))
            {
                Add(quota, list(kind), now, used);
            }
        }

        return used;
    }

    private static void Add(ResourceQuota quota, IReadOnlyList<Document> documents, DateTimeOffset now, Dictionary<string, Quantity> used)
    {
        foreach (var document in documents)
        {
            if (!QuotaScope.Covers(quota, document))
            {
                continue;
            }

            foreach (var (name, quantity) in QuotaUsage.Of(document, now))
            {
                if (used.TryGetValue(name, out var sum))
                {
                    used[name] = sum + quantity;
                }
            }
        }
    }
}
