using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Network.Nftables;
using LightKube.Network.Rules;

namespace LightKube.Network.HostPorts;

/// <summary>The map elements that lead host ports of a pod to it. Pure.</summary>
internal static class HostPortPlan
{
    public static OwnedRules For(Pod pod)
    {
        if (pod.Spec.HostNetwork || pod.Status.Phase is "Succeeded" or "Failed")
            return OwnedRules.None;
        var elements = new List<MapElement>();
        foreach (var address in Addresses(pod))
            foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers))
                foreach (var port in container.Ports)
                    if (port.HostPort > 0 && Key(port, address) is { } key)
                        elements.Add(new MapElement(key, new MapValue(Endpoint: new Endpoint(address, (ushort)port.ContainerPortValue))));
        if (elements.Count == 0)
            return OwnedRules.None;
        foreach (var address in Addresses(pod))
            elements.Add(new MapElement(MapKey.Hairpin(address), default));
        return new OwnedRules([], new ValueList<MapElement>([.. elements]));
    }

    private static IEnumerable<IPAddress> Addresses(Pod pod)
    {
        foreach (var each in pod.Status.PodIPs)
            if (IPAddress.TryParse(each.Ip, out var address))
                yield return address;
    }

    private static MapKey? Key(ContainerPort port, IPAddress pod)
    {
        var family = IpFamily.Of(pod);
        var transport = Transports.Parse(port.Protocol);
        if (port.HostIP.Length == 0)
            return new MapKey(MapKind.HostPort, family, null, transport, (ushort)port.HostPort);
        if (!IPAddress.TryParse(port.HostIP, out var host) || IpFamily.Of(host) != family)
            return null;
        return host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)
            ? new MapKey(MapKind.HostPort, family, null, transport, (ushort)port.HostPort)
            : new MapKey(MapKind.HostAddressPort, family, host, transport, (ushort)port.HostPort);
    }
}
