using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>A node's NoSchedule and NoExecute taints keep off pods that do not tolerate them. A node that is not ready has such a taint.</summary>
internal sealed class TaintTolerationFilter : IFilter
{
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeTaints;

    public NodeTest Prepare(PodInfo pod, ClusterState cluster) => node =>
    {
        foreach (var taint in node.Taints)
        {
            if (taint.Repels && !Tolerations.Tolerate(pod.Tolerations, taint))
                return Rejection.Lasting($"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}");
        }
        return null;
    };
}
