using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Keeps the EndpointSlices of each Service in step with the pods that its selector picks.</summary>
internal sealed class EndpointSliceReconciler(CachedClient client, InformerSet informers) : IReconciler<Service>
{
    private readonly ManagedSlices _slices = new(client, informers, EndpointLabels.SliceController);

    public string Name => "endpointslice";

    public Reads Reads => Reads.Own<Service>()
        .Also<Pod>(ServicePods.ServicesSelecting, ServicePods.Matters)
        .Also<EndpointSlice>(_slices.ServiceOf)
        .AndLooksUp<Node>();

    public Writes Writes => Writes.Only<EndpointSlice>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Service>(key) is not { } service || !ServicePods.IsOurs(service) || service.Metadata.DeletionTimestamp is not null)
            return Outcome.Done;                                    // owner references remove the slices
        var pods = ServicePods.Of(service, client.List<Pod>(service.Namespace));
        var groups = PodEndpoints.For(service, pods, name => client.Find<Node>(new ObjectKey("", name)));
        await _slices.ApplyAsync(service, groups, cancel);
        return Outcome.Done;
    }
}
