using System.Net;

namespace LightKube.Network;

/// <summary>The addresses of the cluster and of this node, fixed when the network starts.</summary>
public sealed record NetworkLayout
{
    /// <summary>The name of this node, as endpoints carry it.</summary>
    public required string NodeName { get; init; }

    /// <summary>The ranges of all pods of the cluster, one of each IP family at most.</summary>
    public required IReadOnlyList<IPNetwork> PodNetworks { get; init; }

    /// <summary>The ranges of service addresses, one of each IP family at most.</summary>
    public required IReadOnlyList<IPNetwork> ServiceNetworks { get; init; }

    /// <summary>Where the DNS server of this node answers; empty when it does not run.</summary>
    public IReadOnlyList<IPAddress> DnsAddresses { get; init; } = [];

    /// <summary>The cluster's DNS domain, without dots at its ends.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The bridge that this node's pods hang on; at most 15 characters.</summary>
    public string BridgeName { get; init; } = "lk0";
}
