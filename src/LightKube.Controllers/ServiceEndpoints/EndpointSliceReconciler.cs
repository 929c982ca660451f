using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Keeps the EndpointSlices of each Service in step with the pods that its selector picks.</summary>
internal sealed class EndpointSliceReconciler : IReconciler<Service>
{
    private readonly CachedClient _client;

    public EndpointSliceReconciler(CachedClient client, InformerSet informers)
    {
        _client = client;
        SliceWriter.EnsureIndex(informers);
    }

    public string Name => "endpointslice";

    public Reads Reads => Reads.Own<Service>()
        .Also<Pod>(ServicePods.ServicesSelecting, ServicePods.Matters)
        .Also<EndpointSlice>(SliceWriter.ServiceOf(EndpointLabels.SliceController).Keys)
        .AndLooksUp<Node>();

    public Writes Writes => Writes.Only<EndpointSlice>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_client.Find<Service>(key) is not { } service || !ServicePods.IsOurs(service) || service.Metadata.DeletionTimestamp is not null)
            return Outcome.Done;                                    // owner references remove the slices
        var pods = ServicePods.Of(service, _client.List<Pod>(service.Namespace));
        var groups = PodEndpoints.For(service, pods, name => _client.Find<Node>(new ObjectKey("", name)));
        var existing = SliceWriter.Find(_client, key, EndpointLabels.SliceController);
        await SliceWriter.ApplyAsync(_client, SlicePlan.For(groups, existing, () => NewSlice(service)), cancel);
        return Outcome.Done;
    }

    internal static EndpointSlice NewSlice(Service service)
    {
        var slice = new EndpointSlice();
        slice.Metadata.GenerateName = service.Name + "-";
        slice.Metadata.Namespace = service.Namespace;
        slice.Metadata.OwnerReferences.Add(Owners.NewControllerReference(service));
        foreach (var (key, value) in service.Metadata.Labels)
            slice.Metadata.Labels[key] = value;
        slice.Metadata.Labels[EndpointLabels.Headless] = ServicePods.IsHeadless(service) ? "" : null;
        slice.Metadata.Labels[EndpointLabels.ServiceName] = service.Name;
        slice.Metadata.Labels[EndpointLabels.ManagedBy] = EndpointLabels.SliceController;
        return slice;
    }
}
