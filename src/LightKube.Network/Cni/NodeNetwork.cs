using System.Net;
using LightKube.Foundation.Files;
using LightKube.Network.Interfaces;
using LightKube.Network.Nftables;

namespace LightKube.Network.Cni;

/// <summary>Prepares a node for its pods: bridge, gateway addresses, route to the services, kernel settings, configuration of the runtime.</summary>
internal sealed class NodeNetwork(NetworkLayout layout, CniOptions options)
{
    /// <summary>May be called again: what is there already stays.</summary>
    public void Apply(IReadOnlyList<IPNetwork> podNetworks)
    {
        using var links = new LinkClient();
        var gateways = podNetworks.Select(Gateway).ToList();
        var bridge = links.EnsureBridge(layout.BridgeName, HardwareAddress(gateways[0]), options.Mtu);
        for (var index = 0; index < gateways.Count; index++)
            links.EnsureAddress(bridge, gateways[index], podNetworks[index].PrefixLength, hostOnly: false);
        // A packet to a service address needs a route before its destination is changed, and a source that every endpoint
        // can answer. Nodes without a default route have neither.
        foreach (var services in layout.ServiceNetworks)
            if (gateways.FirstOrDefault(gateway => gateway.AddressFamily == services.BaseAddress.AddressFamily) is { } source)
                links.EnsureRoute(services, bridge, source);
        NodeSysctls.Apply(layout.BridgeName, gateways.Any(gateway => IpFamily.Of(gateway) == IpFamily.V6));
        Directory.CreateDirectory(options.ConfigurationDirectory);
        // Last: the runtime takes the node's network as ready once the file is there.
        AtomicFile.Write(Path.Combine(options.ConfigurationDirectory, CniConfiguration.FileName),
            CniConfiguration.Write(layout.BridgeName, podNetworks, options), AtomicFile.Public);
    }

    /// <summary>The first address after the network's own: what the address allocator gives the bridge, too.</summary>
    public static IPAddress Gateway(IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        address[^1]++;
        return new IPAddress(address);
    }

    // Locally administered, and another one on each node.
    private static byte[] HardwareAddress(IPAddress gateway) => [0x0a, 0x58, .. gateway.GetAddressBytes()[^4..]];
}
