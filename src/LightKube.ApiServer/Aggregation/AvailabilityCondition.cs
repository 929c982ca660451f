using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.ApiServer.NodeProxy;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Aggregation;

/// <summary>The condition Available of an APIService, with upstream's reasons (kube-aggregator, controllers/status).</summary>
/// <param name="IsTrue">The group-version can be served.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">For people.</param>
internal sealed record AvailabilityCondition(bool IsTrue, string Reason, string Message)
{
    public static readonly AvailabilityCondition Local = new(true, "Local", "Local APIServices are always available");

    public static readonly AvailabilityCondition Passed = new(true, "Passed", "all checks passed");

    public static AvailabilityCondition FailedDiscoveryCheck(string message) => new(false, "FailedDiscoveryCheck", message);

    /// <summary>What the Service and its endpoints say; null when they are as they should be, and only a request can tell more.</summary>
    public static AvailabilityCondition? OfService(RemoteService remote, IObjectReader objects)
    {
        var where = $"service/{remote.Name} in \"{remote.Namespace}\"";
        if (objects.Find<Service>(remote.Namespace, remote.Name) is not { } service)
        {
            return new AvailabilityCondition(false, "ServiceNotFound", $"{where} is not present");
        }

        if (service.Spec.Type is not ("ClusterIP" or ""))
        {
            return null;
        }

        if (service.Spec.Ports.Find(port => port.Port == remote.Port) is not { } found)
        {
            return new AvailabilityCondition(false, "ServicePortError", $"{where} is not listening on port {remote.Port}");
        }

        return OfEndpoints(remote, found.Name, where, objects);
    }

    private static AvailabilityCondition? OfEndpoints(RemoteService remote, string portName, string where, IObjectReader objects)
    {
        var slices = ServiceEndpoints.SlicesOf(objects, remote.Namespace, remote.Name).ToList();
        if (slices.Count == 0)
        {
            return new AvailabilityCondition(false, "EndpointsNotFound", $"cannot find endpointslices for {where}");
        }

        return slices.Exists(slice => IsActive(slice, portName))
            ? null
            : new AvailabilityCondition(false, "MissingEndpoints", $"endpointslices for {where} have no addresses with port name \"{portName}\"");
    }

    private static bool IsActive(EndpointSlice slice, string portName) =>
        slice.Endpoints.Any(endpoint => endpoint.Conditions.Ready ?? true)
        && slice.Ports.Any(port => (port.Name ?? "") == portName && port.Port is not null);
}
