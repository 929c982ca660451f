using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Dislikes nodes with PreferNoSchedule taints that the pod does not tolerate.</summary>
internal sealed class TaintTolerationScorer : IScorer
{
    public int Weight => 3;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        for (var i = 0; i < nodes.Count; i++)
            scores[i] = nodes[i].Taints.Count(taint => taint.Effect == Tolerations.PreferNoSchedule && !Tolerations.Tolerate(pod.Tolerations, taint));
        Score.ScaleReversed(scores);
    }
}
