using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>A cordoned node takes only pods that tolerate that.</summary>
internal sealed class NodeUnschedulableFilter : IFilter
{
    private static readonly Rejection Cordoned = Rejection.Lasting("node(s) were unschedulable");
    private static readonly NodeTaint CordonTaint = new("node.kubernetes.io/unschedulable", "", Tolerations.NoSchedule);

    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeTaints;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster) =>
        Tolerations.Tolerate(pod.Tolerations, CordonTaint) ? null : static node => node.IsUnschedulable ? Cordoned : null;
}
