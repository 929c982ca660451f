using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>What brings a ReplicaSet to its size: pods to create, or pods to delete.</summary>
internal sealed record ReplicaSetPlan(int Create, IReadOnlyList<Pod> Delete)
{
    public static readonly ReplicaSetPlan Nothing = new(0, []);

    /// <param name="set">The set.</param>
    /// <param name="active">The pods that count.</param>
    /// <param name="related">How many pods of the same application run on each node; for choosing whom to delete.</param>
    /// <param name="now">The time.</param>
    public static ReplicaSetPlan For(
        ReplicaSet set, IReadOnlyList<Pod> active, Func<IReadOnlyDictionary<string, int>> related, DateTimeOffset now)
    {
        var wanted = set.Spec.Replicas ?? 1;
        if (set.Metadata.DeletionTimestamp is not null || active.Count == wanted)
            return Nothing;
        if (active.Count < wanted)
            return new ReplicaSetPlan(Math.Min(wanted - active.Count, ReplicaSetLimits.Burst), []);

        var surplus = Math.Min(active.Count - wanted, ReplicaSetLimits.Burst);
        return new ReplicaSetPlan(0, [.. active.Order(new DeletionOrder(related(), now)).Take(surplus)]);
    }

    /// <summary>The pods that count as replicas.</summary>
    public static List<Pod> Active(IEnumerable<Pod> pods) => [.. pods.Where(static pod => pod.IsActive())];
}
