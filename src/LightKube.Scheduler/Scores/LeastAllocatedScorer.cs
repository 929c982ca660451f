using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes of which much CPU and memory stays free.</summary>
internal sealed class LeastAllocatedScorer : IScorer
{
    public int Weight => 1;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var cpu = Free(node.Allocatable.MilliCpu, node.ScoredMilliCpu + pod.Requests.ScoredMilliCpu);
            var memory = Free(node.Allocatable.Memory, node.ScoredMemory + pod.Requests.ScoredMemory);
            var known = (cpu is null ? 0 : 1) + (memory is null ? 0 : 1);
            scores[i] = known == 0 ? 0 : ((cpu ?? 0) + (memory ?? 0)) / known;
        }
    }

    // Null when the node does not say how much it has.
    private static long? Free(long allocatable, long taken) =>
        allocatable <= 0 ? null : taken > allocatable ? 0 : (long)((Int128)(allocatable - taken) * Score.Max / allocatable);
}
