using System.Net;
using LightKube.Network.Rules;
using LightKube.Network.Services;

namespace LightKube.Network.Tests.Rig;

/// <summary>Builders: a service and its endpoints in one line.</summary>
internal static class A
{
    public static readonly IPAddress ClusterAddress = IPAddress.Parse("10.43.0.80");

    public static ServiceInput Service(string name = "web", Transport transport = Transport.Tcp, ushort port = 80, ushort nodePort = 0) =>
        new("default", name) { ClusterAddresses = [ClusterAddress], Ports = [new ServicePortInput("", transport, port, nodePort)] };

    public static SliceInput Slice(Transport transport, ushort port, params SliceEndpointInput[] endpoints) =>
        new([new SlicePortInput("", transport, port)], endpoints);

    /// <summary>A slice of ready endpoints on the rig's node.</summary>
    public static SliceInput Slice(ushort port, params IPAddress[] addresses) =>
        Slice(Transport.Tcp, port, [.. addresses.Select(address => Endpoint(address))]);

    public static SliceEndpointInput Endpoint(IPAddress address, string node = NodeRig.NodeName) => new([address], node);
}
