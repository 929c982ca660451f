using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Filters;
using LightKube.Scheduler.Scores;

namespace LightKube.Scheduler.Selection;

/// <summary>Chooses the node of a pod. Decides only: it changes neither the cluster state nor the API.</summary>
/// <param name="random">Breaks ties: yields 0 (included) to 1 (excluded).</param>
internal sealed class NodeChooser(Func<double> random)
{
    // In the order in which they are asked; the first that rejects a node names the reasons.
    private static readonly IFilter[] Filters =
    [
        new NodeUnschedulableFilter(),
        new NodeNameFilter(),
        new TaintTolerationFilter(),
        new NodeAffinityFilter(),
        new NodePortsFilter(),
        new NodeResourcesFilter(),
        new PodTopologySpreadFilter(),
        new InterPodAffinityFilter(),
    ];

    private static readonly IScorer[] Scorers =
    [
        new TaintTolerationScorer(),
        new NodeAffinityScorer(),
        new PodTopologySpreadScorer(),
        new InterPodAffinityScorer(),
        new LeastAllocatedScorer(),
        new BalancedAllocationScorer(),
        new ImageLocalityScorer(),
    ];

    private int _begin;

    public NodeChoice Choose(PodInfo pod, ClusterState cluster)
    {
        var failure = new FitFailure(pod);
        var fitting = FindFitting(pod, cluster, failure);
        return fitting.Count switch
        {
            0 => new NodeChoice(null, failure),
            1 => new NodeChoice(fitting[0], null),
            _ => new NodeChoice(Best(pod, cluster, fitting), null),
        };
    }

    private List<NodeInfo> FindFitting(PodInfo pod, ClusterState cluster, FitFailure failure)
    {
        var tests = Prepare(pod, cluster);
        var fitting = new List<NodeInfo>();
        var (nodes, enough) = (cluster.Nodes, SelectionLimits.Enough(cluster.Nodes.Count));
        var looked = 0;
        for (; looked < nodes.Count && fitting.Count < enough; looked++)
        {
            var node = nodes[(_begin + looked) % nodes.Count];
            if (FirstRejection(tests, node, out var filter) is { } rejection)
                failure.Add(node, rejection, filter!);
            else
                fitting.Add(node);
        }

        // Where not all are looked at, the next decision goes on where this one stopped.
        _begin = nodes.Count == 0 ? 0 : (_begin + looked) % nodes.Count;
        return fitting;
    }

    private static List<(IFilter Filter, NodeTest Test)> Prepare(PodInfo pod, ClusterState cluster)
    {
        var tests = new List<(IFilter, NodeTest)>(Filters.Length);
        foreach (var filter in Filters)
        {
            if (filter.Prepare(pod, cluster) is { } test)
                tests.Add((filter, test));
        }
        return tests;
    }

    private static Rejection? FirstRejection(List<(IFilter Filter, NodeTest Test)> tests, NodeInfo node, out IFilter? by)
    {
        foreach (var (filter, test) in tests)
        {
            if (test(node) is { } rejection)
            {
                by = filter;
                return rejection;
            }
        }
        by = null;
        return null;
    }

    private NodeInfo Best(PodInfo pod, ClusterState cluster, List<NodeInfo> nodes)
    {
        var totals = new long[nodes.Count];
        var scores = new long[nodes.Count];
        foreach (var scorer in Scorers)
        {
            Array.Clear(scores);
            scorer.Rate(pod, cluster, nodes, scores);
            for (var i = 0; i < totals.Length; i++)
                totals[i] += scores[i] * scorer.Weight;
        }
        return nodes[AnyLargest(totals)];
    }

    // Each of the best has the same chance.
    private int AnyLargest(long[] totals)
    {
        var (best, ties) = (0, 1);
        for (var i = 1; i < totals.Length; i++)
        {
            if (totals[i] > totals[best])
                (best, ties) = (i, 1);
            else if (totals[i] == totals[best] && random() * ++ties < 1)
                best = i;
        }
        return best;
    }
}

/// <summary>The node for a pod, or why there is none.</summary>
internal readonly record struct NodeChoice(NodeInfo? Node, FitFailure? Failure);
