using LightKube.Api.Discovery.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Finds and writes the slices of Services.</summary>
internal static class SliceWriter
{
    private const string Index = "service-and-manager";

    public static void EnsureIndex(InformerSet informers) =>
        informers.Get<EndpointSlice>().AddIndex(Index, static slice =>
        {
            var labels = slice.Metadata.Labels;
            return [ValueOf(slice.Namespace, labels[EndpointLabels.ServiceName], labels[EndpointLabels.ManagedBy])];
        });

    /// <summary>The slices of the Service that the manager looks after.</summary>
    public static IReadOnlyList<EndpointSlice> Find(CachedClient client, ObjectKey service, string manager) =>
        client.Cache<EndpointSlice>().ByIndex(Index, ValueOf(service.Namespace, service.Name, manager));

    /// <summary>The Service to which a slice of the manager belongs.</summary>
    public static Mappings ServiceOf(string manager) => new(manager);

    public static async Task ApplyAsync(CachedClient client, SlicePlan plan, CancellationToken cancel)
    {
        foreach (var slice in plan.Create)
            await client.CreateAsync(slice, cancel);
        foreach (var slice in plan.Update)
            await client.UpdateAsync(slice, cancel);
        foreach (var slice in plan.Delete)
            await DeleteAsync(client, slice, cancel);
    }

    public static async Task DeleteAsync(CachedClient client, EndpointSlice slice, CancellationToken cancel)
    {
        try
        {
            await client.DeleteAsync<EndpointSlice>(slice.Key, cancel);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    private static string ValueOf(string @namespace, string? service, string? manager) => $"{@namespace}/{service}/{manager}";

    /// <summary>Maps slices to their Services.</summary>
    internal sealed class Mappings(string manager)
    {
        public IEnumerable<ObjectKey> Keys(EndpointSlice slice, InformerSet informers) =>
            slice.Metadata.Labels[EndpointLabels.ManagedBy] == manager && slice.Metadata.Labels[EndpointLabels.ServiceName] is { } service
                ? [new ObjectKey(slice.Namespace, service)]
                : [];
    }
}
