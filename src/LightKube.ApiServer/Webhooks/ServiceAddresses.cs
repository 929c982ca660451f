using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Webhooks;

/// <summary>
/// Finds what stands behind a Service without its name or address being resolved by anybody else: neither DNS nor the service rules of a node
/// have to work for the server to reach its webhooks.
/// </summary>
public sealed class ServiceAddresses(IObjectReader objects)
{
    /// <summary>A ready endpoint of the Service, another one each time; for an ExternalName its host.</summary>
    /// <exception cref="WebhookException">There is no such Service, port or endpoint.</exception>
    public EndPoint Resolve(ServicePort target)
    {
        var service = objects.Find<Service>(target.Namespace, target.Name)
            ?? throw new WebhookException($"service \"{target.Name}\" not found");
        if (service.Spec.Type == "ExternalName")
        {
            return new DnsEndPoint(service.Spec.ExternalName, target.Port);
        }

        var port = service.Spec.Ports.Find(candidate => candidate.Port == target.Port)
            ?? throw new WebhookException($"no service port {target.Port} found for service \"{target.Name}\"");
        var ready = Ready(target, port.Name);
        return ready.Count > 0
            ? ready[Random.Shared.Next(ready.Count)]
            : throw new WebhookException($"no endpoints available for service \"{target.Name}\"");
    }

    private List<IPEndPoint> Ready(ServicePort target, string portName)
    {
        var ready = new List<IPEndPoint>();
        foreach (var slice in objects.List<EndpointSlice>(target.Namespace))
        {
            if (slice.Metadata.Labels["kubernetes.io/service-name"] == target.Name
                && slice.Ports.Find(candidate => (candidate.Name ?? "") == portName)?.Port is { } number)
            {
                Add(slice, number, ready);
            }
        }

        return ready;
    }

    private static void Add(EndpointSlice slice, int port, List<IPEndPoint> ready)
    {
        foreach (var endpoint in slice.Endpoints)
        {
            if ((endpoint.Conditions.Ready ?? true) && endpoint.Addresses.Count > 0 && IPAddress.TryParse(endpoint.Addresses[0], out var address))
            {
                ready.Add(new IPEndPoint(address, port));
            }
        }
    }
}
