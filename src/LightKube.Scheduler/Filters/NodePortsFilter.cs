using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>A port of the node goes to one pod.</summary>
internal sealed class NodePortsFilter : IFilter
{
    private static readonly Rejection Taken = Rejection.UntilPodsLeave("node(s) didn't have free ports for the requested pod ports");

    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.AssignedPodGone;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster) =>
        pod.Ports.Length == 0 ? null : node => IsTaken(pod.Ports, node.Ports) ? Taken : null;

    private static bool IsTaken(HostPort[] wanted, IReadOnlyList<HostPort> taken)
    {
        foreach (var port in taken)
        {
            if (Array.Exists(wanted, port.ConflictsWith))
                return true;
        }
        return false;
    }
}
