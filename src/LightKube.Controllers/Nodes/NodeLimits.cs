namespace LightKube.Controllers.Nodes;

/// <summary>The named limits of the node controllers; the figures are those of Kubernetes.</summary>
internal static class NodeLimits
{
    /// <summary>A node that has not been heard of for this long is Unknown: four of its heartbeats may be lost.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(40);

    /// <summary>A new node has longer to post its first status.</summary>
    public static readonly TimeSpan StartupGracePeriod = TimeSpan.FromSeconds(60);

    /// <summary>Between two nodes whose pods begin to be evicted: a fault that takes many nodes may be over before all pods have been moved.</summary>
    public static readonly TimeSpan EvictionPace = TimeSpan.FromSeconds(10);

    /// <summary>From this share of nodes that are not ready on, the fault is taken to be ours or the network's, and nothing is evicted.</summary>
    public const double DisruptedShare = 0.55;

    /// <summary>So few nodes that are not ready are never taken for such a fault, unless no other node is left.</summary>
    public const int NeverDisrupted = 2;

    /// <summary>Pods of a node that does not exist are left alone for this long: the node may be registering just now.</summary>
    public static readonly TimeSpan OrphanQuarantine = TimeSpan.FromSeconds(40);

    /// <summary>Ended pods that are kept for people to look at; beyond this the oldest go.</summary>
    public const int TerminatedPodsKept = 12_500;
}
