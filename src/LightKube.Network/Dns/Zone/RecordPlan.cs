using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Network.Rules;
using LightKube.Network.Services;

namespace LightKube.Network.Dns.Zone;

/// <summary>What DNS says of a service and its endpoints. Pure.</summary>
internal static class RecordPlan
{
    /// <summary>Null when there is nothing to say: a service without an address yet, a target that is no name.</summary>
    public static ServiceRecord? For(Service service, IEnumerable<EndpointSlice> slices)
    {
        var spec = service.Spec;
        if (spec.Type == "ExternalName")
            return ServiceRecord.External(service.Name, service.Namespace, spec.ExternalName);
        if (spec.ClusterIP == "None")
            return ServiceRecord.Headless(service.Name, service.Namespace, Endpoints(slices));
        var addresses = ServiceReading.ClusterAddresses(spec);
        if (addresses.Count == 0)
            return null;
        var ports = spec.Ports.Select(port => PortRecord.From(port.Name, Transports.Parse(port.Protocol).Lower(), (ushort)port.Port));
        return ServiceRecord.WithAddresses(service.Name, service.Namespace, addresses, ports.OfType<PortRecord>());
    }

    // One endpoint may stand in two slices while it moves between them.
    private static IEnumerable<EndpointRecord> Endpoints(IEnumerable<EndpointSlice> slices) => slices
        .SelectMany(slice => Endpoints(slice, Ports(slice)))
        .OrderBy(each => each.Address.ToString(), StringComparer.Ordinal)
        .DistinctBy(each => (each.Address, each.Hostname))
        .Select(each => EndpointRecord.From(each.Address, each.Hostname, each.Ports));

    private static PortRecord[] Ports(EndpointSlice slice) =>
        [.. slice.Ports.Where(port => port.Port is not null)
            .Select(port => PortRecord.From(port.Name ?? "", Transports.Parse(port.Protocol).Lower(), (ushort)port.Port!.Value))
            .OfType<PortRecord>()];

    private static IEnumerable<(IPAddress Address, string? Hostname, PortRecord[] Ports)> Endpoints(
        EndpointSlice slice, PortRecord[] ports)
    {
        foreach (var endpoint in slice.Endpoints)
        {
            if (!(endpoint.Conditions.Ready ?? true))
                continue;
            foreach (var address in ServiceReading.Addresses(endpoint.Addresses))
                yield return (address, endpoint.Hostname, ports);
        }
    }
}
