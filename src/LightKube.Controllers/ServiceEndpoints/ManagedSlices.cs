using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>The slices of Services that one controller looks after: those that bear its name.</summary>
internal sealed class ManagedSlices
{
    private const string Index = "service-and-manager";

    private readonly CachedClient _client;
    private readonly string _manager;

    /// <param name="client">Where slices are read and written.</param>
    /// <param name="informers">The client's own.</param>
    /// <param name="manager">The controller's name, in the label <see cref="EndpointLabels.ManagedBy"/>.</param>
    public ManagedSlices(CachedClient client, InformerSet informers, string manager)
    {
        (_client, _manager) = (client, manager);
        informers.Get<EndpointSlice>().AddIndex(Index, static slice =>
        {
            var labels = slice.Metadata.Labels;
            return [ValueOf(slice.Namespace, labels[EndpointLabels.ServiceName], labels[EndpointLabels.ManagedBy])];
        });
    }

    /// <summary>The Service of a slice; nothing when the slice is another controller's.</summary>
    public IEnumerable<ObjectKey> ServiceOf(EndpointSlice slice, InformerSet informers) =>
        slice.Metadata.Labels[EndpointLabels.ManagedBy] == _manager && slice.Metadata.Labels[EndpointLabels.ServiceName] is { } service
            ? [new ObjectKey(slice.Namespace, service)]
            : [];

    /// <summary>Makes the slices of a Service hold these endpoints.</summary>
    /// <param name="owner">Has the Service's name; the slices go with it, and bear its labels.</param>
    /// <param name="groups">The endpoints.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task ApplyAsync(KubeObject owner, IEnumerable<EndpointGroup> groups, CancellationToken cancel) =>
        ApplyAsync(SlicePlan.For(groups, Find(owner.Key), () => New(owner, _manager)), cancel);

    /// <summary>Deletes the slices of a Service.</summary>
    public Task RemoveAsync(ObjectKey service, CancellationToken cancel) => ApplyAsync(new SlicePlan([], [], Find(service)), cancel);

    /// <summary>A slice without endpoints, with all that every slice of the owner's Service has in common.</summary>
    public static EndpointSlice New(KubeObject owner, string manager)
    {
        var slice = new EndpointSlice();
        slice.Metadata.GenerateName = owner.Name + "-";
        slice.Metadata.Namespace = owner.Namespace;
        slice.Metadata.OwnerReferences.Add(Owners.NewControllerReference(owner));
        foreach (var (key, value) in owner.Metadata.Labels)
            slice.Metadata.Labels[key] = value;
        if (owner is Service service)
            slice.Metadata.Labels[EndpointLabels.Headless] = ServicePods.IsHeadless(service) ? "" : null;
        slice.Metadata.Labels[EndpointLabels.ServiceName] = owner.Name;
        slice.Metadata.Labels[EndpointLabels.ManagedBy] = manager;
        return slice;
    }

    private IReadOnlyList<EndpointSlice> Find(ObjectKey service) =>
        _client.Cache<EndpointSlice>().ByIndex(Index, ValueOf(service.Namespace, service.Name, _manager));

    private async Task ApplyAsync(SlicePlan plan, CancellationToken cancel)
    {
        foreach (var slice in plan.Create)
            await _client.CreateAsync(slice, cancel);
        foreach (var slice in plan.Update)
            await _client.UpdateAsync(slice, cancel);
        foreach (var slice in plan.Delete)
            await _client.DeleteIfPresentAsync<EndpointSlice>(slice.Key, cancel);
    }

    private static string ValueOf(string @namespace, string? service, string? manager) => $"{@namespace}/{service}/{manager}";
}
