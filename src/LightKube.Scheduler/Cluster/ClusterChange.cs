namespace LightKube.Scheduler.Cluster;

/// <summary>What can happen in a cluster that may let a pod in that did not fit before.</summary>
[Flags]
internal enum ClusterChange
{
    None = 0,
    NodeAdded = 1 << 0,
    NodeAllocatable = 1 << 1,
    NodeLabels = 1 << 2,

    /// <summary>Taints, and whether the node is cordoned.</summary>
    NodeTaints = 1 << 3,

    /// <summary>A pod was bound, or its labels changed.</summary>
    AssignedPodAdded = 1 << 4,

    /// <summary>A pod has left its node, or has ended there.</summary>
    AssignedPodGone = 1 << 5,

    /// <summary>A claim came, changed or went.</summary>
    Claims = 1 << 6,
}
