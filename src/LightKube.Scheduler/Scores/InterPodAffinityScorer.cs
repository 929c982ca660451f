using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes near pods that the pod prefers, and near pods that prefer it; dislikes the opposite.</summary>
internal sealed class InterPodAffinityScorer : IScorer
{
    /// <summary>What a pod's required affinity counts for the pods that it requires: it is content, but company is welcome.</summary>
    private const int RequiredAffinityWeight = 1;

    public int Weight => 2;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        var liking = new Dictionary<(string Key, string Value), long>();
        if (pod.Affinity.HasPreferences)
            AddOwn(pod, cluster, liking);
        AddOfOthers(pod, cluster, liking);
        if (liking.Count == 0)
            return;
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var (domain, weight) in liking)
                scores[i] += nodes[i].Label(domain.Key) == domain.Value ? weight : 0;
        }
        Score.ScaleRange(scores);
    }

    private static void AddOwn(PodInfo pod, ClusterState cluster, Dictionary<(string Key, string Value), long> liking)
    {
        foreach (var node in cluster.Nodes)
        {
            foreach (var other in node.Pods)
            {
                AddMatching(pod.Affinity.Preferred, 1, other, node, cluster, liking);
                AddMatching(pod.Affinity.PreferredAnti, -1, other, node, cluster, liking);
            }
        }
    }

    private static void AddOfOthers(PodInfo pod, ClusterState cluster, Dictionary<(string Key, string Value), long> liking)
    {
        foreach (var node in cluster.NodesWithAffinity)
        {
            foreach (var other in node.PodsWithAffinity)
            {
                AddMatching(other.Affinity.Required, RequiredAffinityWeight, pod, node, cluster, liking);
                AddMatching(other.Affinity.Preferred, 1, pod, node, cluster, liking);
                AddMatching(other.Affinity.PreferredAnti, -1, pod, node, cluster, liking);
            }
        }
    }

    private static void AddMatching(
        IReadOnlyList<AffinityTerm> terms, int sign, PodInfo looked, NodeInfo node, ClusterState cluster,
        Dictionary<(string Key, string Value), long> liking)
    {
        foreach (var term in terms)
        {
            if (node.Label(term.TopologyKey) is not { } value || !term.Matches(looked, cluster.NamespaceLabels))
                continue;
            var domain = (term.TopologyKey, value);

            // A requirement has no weight of its own.
            liking[domain] = liking.GetValueOrDefault(domain) + (sign * Math.Max(1, term.Weight));
        }
    }
}
