using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>
/// Whom to delete first when a set shrinks: the one that is least missed. The order is that of Kubernetes: not assigned, not running, not
/// ready, cheap to delete, crowded node, ready for the shortest time, restarted most often, youngest.
/// </summary>
/// <param name="podsOnNode">How many pods of the same application each node runs.</param>
/// <param name="now">The time from which ages are counted.</param>
internal sealed class DeletionOrder(IReadOnlyDictionary<string, int> podsOnNode, DateTimeOffset now) : IComparer<Pod>
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    public int Compare(Pod? x, Pod? y)
    {
        var (a, b) = (x!, y!);
        return FirstDifference(
            (a.Spec.NodeName.Length > 0).CompareTo(b.Spec.NodeName.Length > 0),
            PhaseRank(a).CompareTo(PhaseRank(b)),
            a.IsReady().CompareTo(b.IsReady()),
            CostOf(a).CompareTo(CostOf(b)),
            CrowdOf(b).CompareTo(CrowdOf(a)),
            a.IsReady() ? ByAge(a.ReadySince(), b.ReadySince()) : 0,
            MostRestarts(b).CompareTo(MostRestarts(a)),
            ByAge(a.Metadata.CreationTimestamp, b.Metadata.CreationTimestamp),
            string.CompareOrdinal(a.Metadata.Uid, b.Metadata.Uid));
    }

    private static int FirstDifference(params ReadOnlySpan<int> differences)
    {
        foreach (var difference in differences)
        {
            if (difference != 0)
                return difference;
        }
        return 0;
    }

    private static int PhaseRank(Pod pod) => pod.Status.Phase switch
    {
        "Running" => 2,
        "Unknown" => 1,
        _ => 0,
    };

    private static int CostOf(Pod pod) =>
        int.TryParse(pod.Metadata.Annotations[DeletionCost], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    private static int MostRestarts(Pod pod)
    {
        var most = 0;
        foreach (var container in pod.Status.ContainerStatuses)
            most = Math.Max(most, container.RestartCount);
        return most;
    }

    private int CrowdOf(Pod pod) => podsOnNode.GetValueOrDefault(pod.Spec.NodeName);

    // Ages are compared by their magnitude: among pods of about the same age chance decides, so that deletions spread over nodes and zones.
    private int ByAge(DateTimeOffset? a, DateTimeOffset? b) => Magnitude(a).CompareTo(Magnitude(b));

    private int Magnitude(DateTimeOffset? since)
    {
        if (since is not { } time)
            return -1;
        var age = (now - time).Ticks;
        return age <= 0 ? -1 : (int)Math.Log2(age);
    }
}
