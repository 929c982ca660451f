using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>The pod's required topology spread constraints: no domain may get too far ahead of the emptiest one.</summary>
internal sealed class PodTopologySpreadFilter : IFilter
{
    private static readonly Rejection NoLabel = Rejection.Lasting("node(s) didn't match pod topology spread constraints (missing required label)");
    private static readonly Rejection Skewed = Rejection.UntilPodsLeave("node(s) didn't match pod topology spread constraints");

    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels | ClusterChange.NodeTaints
        | ClusterChange.AssignedPodAdded | ClusterChange.AssignedPodGone;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster)
    {
        var constraints = pod.Spread.Where(static constraint => constraint.IsRequired).ToArray();
        if (constraints.Length == 0)
            return null;
        var limits = Array.ConvertAll(constraints, constraint => new Limit(constraint, pod, DomainCounts.Of(constraint, constraints, pod, cluster.Nodes)));
        return node => Check(limits, node);
    }

    private static Rejection? Check(Limit[] limits, NodeInfo node)
    {
        foreach (var limit in limits)
        {
            if (node.Label(limit.Constraint.TopologyKey) is not { } domain)
                return NoLabel;
            if (limit.IsExceededIn(domain))
                return Skewed;
        }
        return null;
    }

    private sealed class Limit(SpreadConstraint constraint, PodInfo pod, IReadOnlyDictionary<string, int> counts)
    {
        private readonly int _self = constraint.Counts(pod) ? 1 : 0;

        // With fewer domains than asked for, the missing ones count as empty.
        private readonly int _least = counts.Count < constraint.MinDomains || counts.Count == 0 ? 0 : counts.Values.Min();

        public SpreadConstraint Constraint => constraint;

        public bool IsExceededIn(string domain) => counts.GetValueOrDefault(domain) + _self - _least > constraint.MaxSkew;
    }
}
