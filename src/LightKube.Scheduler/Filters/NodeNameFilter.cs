using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>A pod that names its node runs nowhere else.</summary>
internal sealed class NodeNameFilter : IFilter
{
    private static readonly Rejection OtherNode = Rejection.Lasting("node(s) didn't match the requested node name");

    public ClusterChange HelpedBy => ClusterChange.NodeAdded;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster) =>
        pod.NodeName.Length == 0 ? null : node => node.Name == pod.NodeName ? null : OtherNode;
}
