using System.Net;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>The named maps that lead packets on. Each exists once an IP family.</summary>
internal enum MapKind
{
    /// <summary>address . transport . port → chain: cluster, external and load balancer addresses of services.</summary>
    Service,

    /// <summary>transport . port → chain: ports of services on every address of the node.</summary>
    NodePort,

    /// <summary>transport . port → endpoint: ports of pods on every address of the node.</summary>
    HostPort,

    /// <summary>address . transport . port → endpoint: ports of pods on one address of the node.</summary>
    HostAddressPort,

    /// <summary>The set address . address of what runs here and may reach itself through a service.</summary>
    Hairpin,
}

/// <summary>An element's key. Address is null for kinds that have none; protocol and port are 0 for <see cref="MapKind.Hairpin"/>.</summary>
internal readonly record struct MapKey(MapKind Kind, IpFamily Family, IPAddress? Address, Transport Transport, ushort Port)
{
    public static MapKey Service(IPAddress address, Transport transport, ushort port) =>
        new(MapKind.Service, IpFamily.Of(address), address, transport, port);

    public static MapKey NodePort(IpFamily family, Transport transport, ushort port) =>
        new(MapKind.NodePort, family, null, transport, port);

    public static MapKey Hairpin(IPAddress address) => new(MapKind.Hairpin, IpFamily.Of(address), address, 0, 0);

    public override string ToString() => $"{Kind} {Address?.ToString() ?? "*"} {Transport} {Port}";
}

/// <summary>An element's value: a chain, an endpoint, or neither in a set.</summary>
internal readonly record struct MapValue(string? Chain = null, Endpoint? Endpoint = null);

/// <summary>An element of one of the maps.</summary>
internal readonly record struct MapElement(MapKey Key, MapValue Value);
