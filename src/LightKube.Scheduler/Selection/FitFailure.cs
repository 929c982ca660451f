using System.Globalization;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Filters;

namespace LightKube.Scheduler.Selection;

/// <summary>Why no node takes the pod, in the words that users of Kubernetes know.</summary>
internal sealed class FitFailure(PodInfo pod)
{
    private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private int _nodes;
    private int _lasting;
    private int _withVictims;
    private string? _everywhere;

    /// <summary>What can happen in the cluster that makes another try worth while.</summary>
    public ClusterChange HelpedBy { get; private set; } = ClusterChange.NodeAdded;

    /// <summary>For the pod's condition and its event.</summary>
    public string Message =>
        _nodes == 0 ? "no nodes available to schedule pods" : $"0/{Number(_nodes)} nodes are available: {_everywhere ?? Join(_reasons)}. preemption: {Preemption}";

    /// <summary>One reason for which no node takes the pod, whatever pods leave.</summary>
    public static FitFailure Everywhere(PodInfo pod, int nodes, string reason, ClusterChange helpedBy)
    {
        var failure = new FitFailure(pod) { _nodes = nodes, _lasting = nodes, _everywhere = reason };
        failure.HelpedBy |= helpedBy;
        return failure;
    }

    public void Add(NodeInfo node, Rejection rejection, IFilter filter)
    {
        _nodes++;
        HelpedBy |= filter.HelpedBy;
        foreach (var reason in rejection.Reasons)
            Count(_reasons, reason, 1);
        if (rejection.IsLasting)
            _lasting++;
        else if (node.Pods.Any(other => other.Priority < pod.Priority))
            _withVictims++;
    }

    private string Preemption
    {
        get
        {
            if (!pod.MayPreempt)
                return "not eligible due to preemptionPolicy=Never.";
            var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
            Count(reasons, "Preemption is not helpful for scheduling", _lasting);
            Count(reasons, "No preemption victims found for incoming pod", _nodes - _lasting - _withVictims);
            Count(reasons, "node(s) have pods of lower priority that are not preempted", _withVictims);
            return $"0/{Number(_nodes)} nodes are available: {Join(reasons)}.";
        }
    }

    private static void Count(Dictionary<string, int> reasons, string reason, int by)
    {
        if (by > 0)
            reasons[reason] = reasons.GetValueOrDefault(reason) + by;
    }

    // Sorted as text, count first: so the same state always reads the same.
    private static string Join(Dictionary<string, int> reasons) =>
        string.Join(", ", reasons.Select(static pair => $"{Number(pair.Value)} {pair.Key}").Order(StringComparer.Ordinal));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
