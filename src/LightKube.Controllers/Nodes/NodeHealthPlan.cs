using LightKube.Api.Core.V1;
using LightKube.Client;

namespace LightKube.Controllers.Nodes;

/// <summary>How the fault of one node is to be taken, given the others.</summary>
internal enum Disruption
{
    /// <summary>A node's own fault: its pods are moved.</summary>
    None,

    /// <summary>Too many at once: more likely the network or we are at fault, so nothing is moved.</summary>
    Widespread,
}

/// <summary>What a node's silence and conditions mean for its status and taints.</summary>
internal static class NodeHealthPlan
{
    private static readonly string[] ReportedConditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    // Which status of which condition puts which taint on the node.
    private static readonly (string Condition, string Status, string Taint)[] ConditionTaints =
    [
        ("Ready", "False", NodeFacts.NotReady),
        ("Ready", "Unknown", NodeFacts.Unreachable),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ];

    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    public static Disruption DisruptionOf(IReadOnlyList<Node> nodes)
    {
        var notReady = nodes.Count(static node => !node.IsReady());
        var isWidespread = notReady == nodes.Count
            || (notReady > NodeLimits.NeverDisrupted && notReady >= nodes.Count * NodeLimits.DisruptedShare);
        return notReady > 0 && isWidespread ? Disruption.Widespread : Disruption.None;
    }

    /// <summary>A copy whose conditions say that the node is silent; null when they say so already.</summary>
    public static Node? Silent(Node node, DateTimeOffset now)
    {
        if (ReportedConditions.All(type => node.Condition(type)?.Status == "Unknown"))
            return null;
        var silent = node.MutableCopy();
        foreach (var type in ReportedConditions)
        {
            var never = node.Condition(type) is null;
            var condition = silent.Condition(type) ?? silent.Status.Conditions.AddNew();
            if (condition.Status == "Unknown")
                continue;
            condition.Type = type;
            condition.Status = "Unknown";
            condition.Reason = never ? "NodeStatusNeverUpdated" : "NodeStatusUnknown";
            condition.Message = never ? "Kubelet never posted node status." : "Kubelet stopped posting node status.";
            condition.LastTransitionTime = now;
            if (never)
                condition.LastHeartbeatTime = node.Metadata.CreationTimestamp;
        }
        return silent;
    }

    /// <summary>A copy with the taints that its conditions ask for; null when it has them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="mayEvict">Whether a taint that evicts pods may be added now; one that is there stays while the fault does.</param>
    /// <param name="disruption">When widespread, taints that evict are taken off.</param>
    /// <param name="now">The time.</param>
    public static Node? Tainted(Node node, bool mayEvict, Disruption disruption, DateTimeOffset now)
    {
        var wanted = new HashSet<(string Key, string Effect)>();
        foreach (var (condition, status, taint) in ConditionTaints)
        {
            if (node.Condition(condition)?.Status == status)
                wanted.Add((taint, "NoSchedule"));
        }
        if (node.Spec.Unschedulable)
            wanted.Add((Unschedulable, "NoSchedule"));
        if (EvictingTaint(node) is { } evicting && disruption == Disruption.None && (mayEvict || HasEvictingTaint(node)))
            wanted.Add((evicting, "NoExecute"));

        var others = node.Spec.Taints.Where(static taint => !IsOurs(taint)).ToList();
        var kept = node.Spec.Taints.Where(taint => IsOurs(taint) && wanted.Remove((taint.Key, taint.Effect))).ToList();
        if (wanted.Count == 0 && others.Count + kept.Count == node.Spec.Taints.Count)
            return null;
        var tainted = node.MutableCopy();
        var added = wanted.OrderBy(static pair => pair).Select(pair => new Taint { Key = pair.Key, Effect = pair.Effect, TimeAdded = now });
        tainted.Spec.Taints.ReplaceWith([.. others, .. kept, .. added]);
        return tainted;
    }

    /// <summary>The taint by which the node's pods are evicted; null for a healthy node.</summary>
    public static string? EvictingTaint(Node node) => node.Condition("Ready")?.Status switch
    {
        "False" => NodeFacts.NotReady,
        "Unknown" => NodeFacts.Unreachable,
        _ => null,
    };

    public static bool HasEvictingTaint(Node node) =>
        node.Spec.Taints.Find(static taint => taint.Effect == "NoExecute" && taint.Key is (NodeFacts.NotReady or NodeFacts.Unreachable)) is not null;

    private static bool IsOurs(Taint taint) =>
        (taint.Effect == "NoSchedule" && (taint.Key == Unschedulable || Array.Exists(ConditionTaints, pair => pair.Taint == taint.Key)))
        || (taint.Effect == "NoExecute" && taint.Key is (NodeFacts.NotReady or NodeFacts.Unreachable));
}
