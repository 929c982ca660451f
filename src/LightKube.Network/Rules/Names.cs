using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>The names of what stands in the table <c>inet lightkube</c>.</summary>
internal static class Names
{
    public const string Table = "lightkube";

    public const string RawPrerouting = "raw-prerouting";
    public const string RawOutput = "raw-output";
    public const string Forward = "forward";
    public const string NatPrerouting = "nat-prerouting";
    public const string NatOutput = "nat-output";
    public const string NatPostrouting = "nat-postrouting";

    /// <summary>Looks a new connection up in the maps.</summary>
    public const string Translate = "translate";

    /// <summary>Refuses a connection at once: a service without endpoints, a service address without that port.</summary>
    public const string NoEndpoints = "no-endpoints";

    /// <summary>Drops a connection: a policy wants an endpoint on this node and there is none, so another node should be tried.</summary>
    public const string NoLocalEndpoints = "no-local-endpoints";

    /// <summary>The bit of the packet mark that asks for the node's address as source.</summary>
    public const uint MasqueradeMark = 0x4000;

    public static string Map(MapKind kind, IpFamily family) => kind switch
    {
        MapKind.Service => "services",
        MapKind.NodePort => "node-ports",
        MapKind.HostPort => "host-ports",
        MapKind.HostAddressPort => "host-address-ports",
        MapKind.Hairpin => "hairpin",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown map"),
    } + family.Suffix;

    /// <summary>The chain that leads one client to one endpoint and remembers it.</summary>
    public static string EndpointChain(BalanceChain chain, Endpoint endpoint) => $"{chain.Name}/to/{Plain(endpoint)}";

    /// <summary>The clients that an endpoint has.</summary>
    public static string ClientSet(BalanceChain chain, Endpoint endpoint) => $"{chain.Name}/clients/{Plain(endpoint)}";

    // Colons are no part of a name in the grammar of nft.
    private static string Plain(Endpoint endpoint) => endpoint.ToString().Replace(':', '-');
}
