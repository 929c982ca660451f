using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Network.Rules;

namespace LightKube.Network.Services;

/// <summary>Reads what the proxy needs out of API objects. What cannot be read is left out: the API has validated it.</summary>
internal static class ServiceReading
{
    private const int DefaultAffinitySeconds = 10800;

    public static ServiceInput Read(Service service)
    {
        var spec = service.Spec;
        var proxied = spec.Type != "ExternalName" && spec.ClusterIP != "None";
        return new ServiceInput(service.Namespace, service.Name)
        {
            ClusterAddresses = proxied ? ClusterAddresses(spec) : [],
            ExternalAddresses = Addresses(spec.ExternalIPs),
            LoadBalancerAddresses = Addresses(service.Status.LoadBalancer.Ingress
                .Where(ingress => ingress.IpMode != "Proxy").Select(ingress => ingress.Ip)),
            SourceRanges = Networks(spec.LoadBalancerSourceRanges),
            InternalTrafficIsLocal = spec.InternalTrafficPolicy == "Local",
            ExternalTrafficIsLocal = spec.ExternalTrafficPolicy == "Local",
            AffinitySeconds = spec.SessionAffinity == "ClientIP"
                ? spec.SessionAffinityConfig.ClientIP.TimeoutSeconds ?? DefaultAffinitySeconds
                : 0,
            Ports = [.. spec.Ports.Select(port =>
                new ServicePortInput(port.Name, Transports.Parse(port.Protocol), (ushort)port.Port, (ushort)port.NodePort))],
        };
    }

    /// <summary>Missing conditions read as the API says: ready unless told otherwise, serving as ready, not terminating.</summary>
    public static SliceInput Read(EndpointSlice slice) => new(
        [.. slice.Ports.Where(port => port.Port is not null)
            .Select(port => new SlicePortInput(port.Name ?? "", Transports.Parse(port.Protocol), (ushort)port.Port!.Value))],
        [.. slice.Endpoints.Select(Read)]);

    public static IReadOnlyList<IPAddress> ClusterAddresses(ServiceSpec spec) =>
        spec.ClusterIPs.Count > 0 ? Addresses(spec.ClusterIPs) : Addresses([spec.ClusterIP]);

    public static IReadOnlyList<IPAddress> Addresses(IEnumerable<string> texts)
    {
        var addresses = new List<IPAddress>();
        foreach (var text in texts)
            if (IPAddress.TryParse(text, out var address))
                addresses.Add(address);
        return addresses;
    }

    private static SliceEndpointInput Read(Api.Discovery.V1.Endpoint endpoint)
    {
        var ready = endpoint.Conditions.Ready ?? true;
        return new SliceEndpointInput(
            Addresses(endpoint.Addresses), endpoint.NodeName, ready,
            endpoint.Conditions.Serving ?? ready, endpoint.Conditions.Terminating ?? false);
    }

    private static List<IPNetwork> Networks(IEnumerable<string> texts)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in texts)
            if (IPNetwork.TryParse(text.Trim(), out var network))
                networks.Add(network);
        return networks;
    }
}
