using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>One reason why a node may not take a pod.</summary>
internal interface IFilter
{
    /// <summary>What can happen in the cluster that makes a rejected pod worth another try.</summary>
    ClusterChange HelpedBy { get; }

    /// <summary>Looks at the pod and the cluster once for one decision.</summary>
    /// <returns>The test of a node; null when the pod asks nothing that this filter looks at.</returns>
    NodeTest? Prepare(PodInfo pod, ClusterState cluster);
}

/// <summary>Null when the node may take the pod.</summary>
internal delegate Rejection? NodeTest(NodeInfo node);

/// <summary>Why a node may not take a pod.</summary>
/// <param name="Reasons">As users of Kubernetes know them; a node counts under each.</param>
/// <param name="IsLasting">It would not help if pods left the node.</param>
internal sealed record Rejection(IReadOnlyList<string> Reasons, bool IsLasting)
{
    public static Rejection Lasting(string reason) => new([reason], true);

    public static Rejection UntilPodsLeave(string reason) => new([reason], false);
}
