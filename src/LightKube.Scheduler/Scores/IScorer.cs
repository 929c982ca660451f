using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>One reason to like a node better than another.</summary>
internal interface IScorer
{
    /// <summary>How much it counts beside the others.</summary>
    int Weight { get; }

    /// <summary>Scores the nodes that may take the pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="cluster">All nodes.</param>
    /// <param name="nodes">The nodes to score.</param>
    /// <param name="scores">To be filled: 0 to <see cref="Score.Max"/> for each of the nodes. All are 0 before.</param>
    void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores);
}

/// <summary>The scale of scores.</summary>
internal static class Score
{
    public const long Max = 100;

    /// <summary>Stretches so that the largest becomes the best score; when all are 0 they stay so.</summary>
    public static void Scale(Span<long> scores)
    {
        var largest = Largest(scores);
        if (largest == 0)
            return;
        foreach (ref var score in scores)
            score = score * Max / largest;
    }

    /// <summary>Stretches so that 0 becomes the best score and the largest becomes 0.</summary>
    public static void ScaleReversed(Span<long> scores)
    {
        var largest = Largest(scores);
        foreach (ref var score in scores)
            score = largest == 0 ? Max : Max - (score * Max / largest);
    }

    /// <summary>Stretches so that the smallest becomes 0 and the largest the best score; when all are alike all become 0.</summary>
    public static void ScaleRange(Span<long> scores)
    {
        var (smallest, largest) = (long.MaxValue, long.MinValue);
        foreach (var score in scores)
            (smallest, largest) = (Math.Min(smallest, score), Math.Max(largest, score));
        foreach (ref var score in scores)
            score = largest == smallest ? 0 : (score - smallest) * Max / (largest - smallest);
    }

    private static long Largest(ReadOnlySpan<long> scores)
    {
        var largest = 0L;
        foreach (var score in scores)
            largest = Math.Max(largest, score);
        return largest;
    }
}
