using LightKube.Api.Core.V1;

namespace LightKube.Scheduler.Cluster;

/// <summary>How evenly pods like this one are to be spread over the domains of a topology.</summary>
internal sealed class SpreadConstraint
{
    private readonly Func<PodInfo, bool> _isAlike;

    private SpreadConstraint(string topologyKey, int maxSkew, Func<PodInfo, bool> isAlike) =>
        (TopologyKey, MaxSkew, _isAlike) = (topologyKey, maxSkew, isAlike);

    public string TopologyKey { get; }

    public int MaxSkew { get; }

    public int MinDomains { get; private init; } = 1;

    /// <summary>A requirement (<c>DoNotSchedule</c>), not a wish.</summary>
    public bool IsRequired { get; private init; }

    /// <summary>Nodes that the pod's node affinity excludes do not count.</summary>
    public bool HonorsAffinity { get; private init; } = true;

    /// <summary>Nodes whose taints the pod does not tolerate do not count.</summary>
    public bool HonorsTaints { get; private init; }

    public static SpreadConstraint[] Of(Pod pod)
    {
        var stated = pod.Spec.TopologySpreadConstraints;
        return stated.Count == 0 ? [] : [.. stated.Select(constraint => Of(constraint, pod))];
    }

    /// <summary>
    /// What holds for a pod that states nothing: pods of one controller are wished on different nodes, and in different zones. The topologies
    /// and skews are those of Kubernetes' built-in defaults; docs/decisions/081 says why the controller stands for its selector.
    /// </summary>
    public static SpreadConstraint[] DefaultsFor(PodInfo pod)
    {
        if (pod.ControllerUid is not { } controller)
            return [];
        bool IsSibling(PodInfo other) => other.ControllerUid == controller;
        return [new SpreadConstraint("kubernetes.io/hostname", 3, IsSibling), new SpreadConstraint("topology.kubernetes.io/zone", 5, IsSibling)];
    }

    /// <summary>True for a pod that counts; one that is being deleted does not.</summary>
    public bool Counts(PodInfo other) => !other.IsDeleting && _isAlike(other);

    /// <summary>True for nodes whose pods count and that make up domains.</summary>
    public bool Includes(NodeInfo node, PodInfo pod) =>
        (!HonorsAffinity || pod.NodeSelection.Matches(node))
        && (!HonorsTaints || !node.Taints.Any(taint => taint.Repels && !Tolerations.Tolerate(pod.Tolerations, taint)));

    private static SpreadConstraint Of(TopologySpreadConstraint constraint, Pod pod)
    {
        var @namespace = pod.Namespace;
        var selector = new PodSelector(constraint.LabelSelector.Peek(), pod.Metadata.Labels.Peek(), constraint.MatchLabelKeys, null);
        return new SpreadConstraint(
            constraint.TopologyKey, Math.Max(1, constraint.MaxSkew), other => other.Key.Namespace == @namespace && selector.Matches(other.Labels))
        {
            MinDomains = constraint.MinDomains ?? 1,
            IsRequired = constraint.WhenUnsatisfiable == "DoNotSchedule",
            HonorsAffinity = constraint.NodeAffinityPolicy != "Ignore",
            HonorsTaints = constraint.NodeTaintsPolicy == "Honor",
        };
    }
}
