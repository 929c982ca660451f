using System.Net;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>A chain by what it means. Two that are equal have equal rules.</summary>
internal abstract record ServiceChain(string Name, IpFamily Family);

/// <summary>Leads a connection to one of the endpoints by chance; with affinity, to the one that the client had before.</summary>
/// <param name="AffinitySeconds">How long a client keeps its endpoint after its last connection; 0: no affinity.</param>
internal sealed record BalanceChain(string Name, IpFamily Family, ValueList<Endpoint> Endpoints, int AffinitySeconds)
    : ServiceChain(Name, Family);

/// <summary>
/// The way in for traffic to a node port, an external address or a load balancer's address, with the policy Cluster: to any
/// endpoint, which sees the node as the client.
/// </summary>
internal sealed record ExternalChain(string Name, IpFamily Family, string Cluster) : ServiceChain(Name, Family);

/// <summary>
/// The same with the policy Local: to endpoints on this node, which see the client itself. Pods and the node are
/// not outside, so they reach every endpoint.
/// </summary>
internal sealed record ExternalLocalChain(string Name, IpFamily Family, string Cluster, string Local) : ServiceChain(Name, Family);

/// <summary>Goes on for clients of the given networks; others are dropped.</summary>
internal sealed record SourceFilterChain(string Name, IpFamily Family, ValueList<IPNetwork> Sources, string Target)
    : ServiceChain(Name, Family);

/// <summary>The chains and elements that one service, or the host ports of one pod, ask for.</summary>
internal sealed record OwnedRules(ValueList<ServiceChain> Chains, ValueList<MapElement> Elements)
{
    public static readonly OwnedRules None = new([], []);
}
