using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes whose CPU and memory would be used to like parts, so that neither is left over when the other is gone.</summary>
internal sealed class BalancedAllocationScorer : IScorer
{
    public int Weight => 1;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        var wanted = pod.Requests.Amounts;
        if (wanted.MilliCpu == 0 && wanted.Memory == 0)
            return;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (node.Allocatable.MilliCpu <= 0 || node.Allocatable.Memory <= 0)
                continue;
            var cpu = Math.Min(1.0, (double)(node.Requested.MilliCpu + wanted.MilliCpu) / node.Allocatable.MilliCpu);
            var memory = Math.Min(1.0, (double)(node.Requested.Memory + wanted.Memory) / node.Allocatable.Memory);

            // Half the distance of two fractions is their standard deviation.
            scores[i] = (long)((1 - (Math.Abs(cpu - memory) / 2)) * Score.Max);
        }
    }
}
