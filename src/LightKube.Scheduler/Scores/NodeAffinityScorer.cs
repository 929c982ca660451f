using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes that the pod's node affinity prefers.</summary>
internal sealed class NodeAffinityScorer : IScorer
{
    public int Weight => 2;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        if (pod.PreferredNodes.Count == 0)
            return;
        foreach (var preferred in pod.PreferredNodes)
        {
            var term = new NodeTerm(preferred.Preference);
            for (var i = 0; i < nodes.Count; i++)
                scores[i] += term.Matches(nodes[i]) ? preferred.Weight : 0;
        }
        Score.Scale(scores);
    }
}
