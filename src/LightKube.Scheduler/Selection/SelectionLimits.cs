namespace LightKube.Scheduler.Selection;

/// <summary>How much of a large cluster one decision looks at: the upstream scheduler's figures.</summary>
internal static class SelectionLimits
{
    /// <summary>Up to this many fitting nodes are always looked for: below it, looking at all costs less than a worse choice.</summary>
    public const int FewNodes = 100;

    /// <summary>The share of fitting nodes that is enough in a small cluster, in percent.</summary>
    public const int LargestShare = 50;

    /// <summary>The share that is enough in the largest ones, in percent.</summary>
    public const int SmallestShare = 5;

    /// <summary>Each further so many nodes take one percent from the share.</summary>
    public const int NodesAPercent = 125;

    /// <summary>How many fitting nodes are enough to choose among.</summary>
    public static int Enough(int nodes)
    {
        if (nodes <= FewNodes)
            return nodes;
        var share = Math.Max(SmallestShare, LargestShare - (nodes / NodesAPercent));
        return Math.Max(FewNodes, nodes * share / 100);
    }
}
