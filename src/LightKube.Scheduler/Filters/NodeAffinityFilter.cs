using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>The pod's nodeSelector and required node affinity.</summary>
internal sealed class NodeAffinityFilter : IFilter
{
    private static readonly Rejection NoMatch = Rejection.Lasting("node(s) didn't match Pod's node affinity/selector");

    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster) =>
        pod.NodeSelection.IsEverything ? null : node => pod.NodeSelection.Matches(node) ? null : NoMatch;
}
