using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Keeps the Endpoints object of each Service in step with the pods that its selector picks.</summary>
internal sealed class EndpointsReconciler(CachedClient client) : IReconciler<Service>
{
    public string Name => "endpoints";

    public Reads Reads => Reads.Own<Service>()
        .Also<Pod>(ServicePods.ServicesSelecting, ServicePods.Matters)
        .Also<Endpoints>(static (Endpoints endpoints, InformerSet _) => [endpoints.Key]);

    public Writes Writes => Writes.Only<Endpoints>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var present = client.Find<Endpoints>(key);
        if (client.Find<Service>(key) is not { } service)
            return await DeleteAsync(present, cancel);
        if (!ServicePods.IsOurs(service))
            return Outcome.Done;
        var planned = EndpointsPlan.For(service, ServicePods.Of(service, client.List<Pod>(service.Namespace)), present);
        if (present is null)
            await client.CreateAsync(planned, cancel);
        else if (!planned.Map.ContentEquals(present.Map))
            await client.UpdateAsync(planned, cancel);
        return Outcome.Done;
    }

    // Endpoints have no owner reference, as in Kubernetes. Those that somebody else made without a Service stay.
    private async Task<Outcome> DeleteAsync(Endpoints? present, CancellationToken cancel)
    {
        if (present?.Metadata.Labels[EndpointLabels.EndpointsManagedBy] == EndpointLabels.EndpointsController)
            await client.DeleteIfPresentAsync<Endpoints>(present.Key, cancel, new DeleteQuery { Uid = present.Metadata.Uid });
        return Outcome.Done;
    }
}
