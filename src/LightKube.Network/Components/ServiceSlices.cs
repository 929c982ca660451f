using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client.Informers;

namespace LightKube.Network.Components;

/// <summary>Finds the slices of a service.</summary>
internal static class ServiceSlices
{
    private const string Index = "service";
    private const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>The service that a slice belongs to, or null.</summary>
    public static ObjectKey? ServiceOf(EndpointSlice slice) =>
        slice.Metadata.Labels[ServiceLabel] is { Length: > 0 } name ? new ObjectKey(slice.Namespace, name) : null;

    public static void AddServiceIndex(this Informer<EndpointSlice> slices) =>
        slices.AddIndex(Index, slice => ServiceOf(slice) is { } service ? [service.ToString()] : []);

    public static IReadOnlyList<EndpointSlice> OfService(this Informer<EndpointSlice> slices, ObjectKey service) =>
        slices.ByIndex(Index, service.ToString());
}
