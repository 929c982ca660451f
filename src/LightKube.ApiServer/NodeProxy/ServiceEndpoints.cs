using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>Finds the pods behind Services.</summary>
internal static class ServiceEndpoints
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>One of the ready endpoints behind a port of a Service, any of them.</summary>
    /// <param name="objects">Where Services and EndpointSlices are looked up.</param>
    /// <param name="service">The Service.</param>
    /// <param name="port">One of its ports.</param>
    /// <param name="isAllowed">Which addresses of endpoints may be taken; null for all.</param>
    /// <exception cref="ApiException">Unavailable: there is none.</exception>
    public static (string Host, int Port) Pick(IObjectReader objects, Service service, ServicePort port, Func<Endpoint, string, bool>? isAllowed = null)
    {
        var ready = Ready(objects, service, port.Name, isAllowed);
        return ready.Count > 0
            ? ready[Random.Shared.Next(ready.Count)]
            : throw ApiException.Unavailable($"no endpoints available for service \"{service.Name}\"");
    }

    /// <summary>The slices of a Service.</summary>
    public static IEnumerable<EndpointSlice> SlicesOf(IObjectReader objects, string ns, string service) =>
        objects.List<EndpointSlice>(ns).Where(slice => slice.Metadata.Labels[ServiceLabel] == service);

    private static List<(string Host, int Port)> Ready(IObjectReader objects, Service service, string portName, Func<Endpoint, string, bool>? isAllowed)
    {
        var ready = new List<(string, int)>();
        foreach (var slice in SlicesOf(objects, service.Namespace, service.Name))
        {
            if (slice.Ports.Find(candidate => (candidate.Name ?? "") == portName)?.Port is not { } number)
            {
                continue;
            }

            foreach (var endpoint in slice.Endpoints)
            {
                if (endpoint.Conditions.Ready ?? true)
                {
                    ready.AddRange(endpoint.Addresses.Where(address => isAllowed is null || isAllowed(endpoint, address)).Select(address => (address, number)));
                }
            }
        }

        return ready;
    }

    /// <summary>The Service that a slice belongs to; empty for none.</summary>
    public static string ServiceOf(Api.Documents.Document slice) => slice.Labels?.GetString(ServiceLabel) ?? "";
}
