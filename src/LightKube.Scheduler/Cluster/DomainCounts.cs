namespace LightKube.Scheduler.Cluster;

/// <summary>How many pods that a spread constraint counts are in each domain of its topology.</summary>
internal static class DomainCounts
{
    /// <param name="constraint">What to count.</param>
    /// <param name="all">The constraints that hold together: a node counts only when it has the keys of all.</param>
    /// <param name="pod">The pod to be placed.</param>
    /// <param name="nodes">Where to count.</param>
    /// <returns>Every domain in which the pod could be, the empty ones too.</returns>
    public static Dictionary<string, int> Of(
        SpreadConstraint constraint, IReadOnlyList<SpreadConstraint> all, PodInfo pod, IReadOnlyList<NodeInfo> nodes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (!HasAllKeys(node, all) || !constraint.Includes(node, pod))
                continue;
            var domain = node.Label(constraint.TopologyKey)!;
            counts[domain] = counts.GetValueOrDefault(domain) + Count(node, constraint);
        }
        return counts;
    }

    private static bool HasAllKeys(NodeInfo node, IReadOnlyList<SpreadConstraint> all)
    {
        foreach (var constraint in all)
        {
            if (node.Label(constraint.TopologyKey) is null)
                return false;
        }
        return true;
    }

    private static int Count(NodeInfo node, SpreadConstraint constraint)
    {
        var count = 0;
        foreach (var pod in node.Pods)
        {
            if (constraint.Counts(pod))
                count++;
        }
        return count;
    }
}
