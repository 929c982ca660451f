using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes in domains that have few pods like this one: the pod's wishes, or the defaults when it states none.</summary>
internal sealed class PodTopologySpreadScorer : IScorer
{
    private const long NoDomain = -1;

    public int Weight => 2;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        var stated = pod.Spread.Count > 0;
        var constraints = stated ? pod.Spread.Where(static constraint => !constraint.IsRequired).ToArray() : SpreadConstraint.DefaultsFor(pod);
        if (constraints.Length == 0)
            return;

        // A stated wish leaves out nodes that lack its topology; a default one just does not apply to them.
        foreach (var constraint in constraints)
            Add(constraint, stated ? constraints : [constraint], pod, cluster, nodes, scores, stated);
        Normalize(scores);
    }

    private static void Add(
        SpreadConstraint constraint, SpreadConstraint[] together, PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes,
        Span<long> scores, bool stated)
    {
        var counts = DomainCounts.Of(constraint, together, pod, cluster.Nodes);

        // Many domains make each count small; the logarithm lets topologies of different size weigh alike.
        var weight = Math.Log(counts.Count + 2);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (scores[i] == NoDomain)
                continue;
            if (nodes[i].Label(constraint.TopologyKey) is { } domain)
                scores[i] += (long)Math.Round((counts.GetValueOrDefault(domain) * weight) + (constraint.MaxSkew - 1));
            else if (stated)
                scores[i] = NoDomain;
        }
    }

    private static void Normalize(Span<long> scores)
    {
        var (smallest, largest) = (long.MaxValue, 0L);
        foreach (var score in scores)
        {
            if (score != NoDomain)
                (smallest, largest) = (Math.Min(smallest, score), Math.Max(largest, score));
        }
        foreach (ref var score in scores)
            score = score == NoDomain ? 0 : largest == 0 ? Score.Max : Score.Max * (largest + smallest - score) / largest;
    }
}
