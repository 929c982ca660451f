using LightKube.Api.Core.V1;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>What brings a set to its size: pods to create, or pods to delete.</summary>
internal sealed record ReplicaPlan(int Create, IReadOnlyList<Pod> Delete)
{
    public static readonly ReplicaPlan Nothing = new(0, []);

    /// <param name="wanted">How many pods there should be.</param>
    /// <param name="active">The pods that count.</param>
    /// <param name="related">How many pods of the same application run on each node; for choosing whom to delete.</param>
    /// <param name="now">The time.</param>
    public static ReplicaPlan For(
        int wanted, IReadOnlyList<Pod> active, Func<IReadOnlyDictionary<string, int>> related, DateTimeOffset now)
    {
        if (active.Count <= wanted)
            return new ReplicaPlan(Math.Min(wanted - active.Count, ReplicaLimits.Burst), []);

        var surplus = Math.Min(active.Count - wanted, ReplicaLimits.Burst);
        return new ReplicaPlan(0, [.. active.Order(new DeletionOrder(related(), now)).Take(surplus)]);
    }

    /// <summary>The pods that count as replicas.</summary>
    public static List<Pod> Active(IEnumerable<Pod> pods) => [.. pods.Where(static pod => pod.IsActive())];
}
