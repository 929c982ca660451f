using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Copies Endpoints that a user made for a Service without selector into EndpointSlices, which is all that proxies read.</summary>
internal sealed class EndpointsMirrorReconciler(CachedClient client, InformerSet informers) : IReconciler<Endpoints>
{
    private readonly ManagedSlices _slices = new(client, informers, EndpointLabels.MirroringController);

    public string Name => "endpointslicemirroring";

    public Reads Reads => Reads.Own<Endpoints>()
        .Also<Service>(static (Service service, InformerSet _) => [service.Key])
        .Also<EndpointSlice>(_slices.ServiceOf);

    public Writes Writes => Writes.Only<EndpointSlice>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Endpoints>(key) is { } endpoints && IsMirrored(endpoints))
            await _slices.ApplyAsync(endpoints, GroupsOf(endpoints), cancel);
        else
            await _slices.RemoveAsync(key, cancel);
        return Outcome.Done;
    }

    private bool IsMirrored(Endpoints endpoints) =>
        endpoints.Metadata.DeletionTimestamp is null
        && endpoints.Metadata.Labels[EndpointLabels.SkipMirror] != "true"
        && endpoints.Metadata.Annotations[EndpointLabels.Leader] is null
        && client.Find<Service>(endpoints.Key) is { } service && service.Spec.Selector.Count == 0;

    private static IReadOnlyCollection<EndpointGroup> GroupsOf(Endpoints endpoints)
    {
        var groups = new EndpointGroups();
        foreach (var subset in endpoints.Subsets)
        {
            var ports = subset.Ports
                .Select(static port => new TargetPort(port.Name, port.Protocol.Length > 0 ? port.Protocol : "TCP", port.Port, port.AppProtocol))
                .ToList();
            var addresses = subset.Addresses.Select(static address => (Address: address, Ready: true))
                .Concat(subset.NotReadyAddresses.Select(static address => (Address: address, Ready: false)));
            foreach (var (address, ready) in addresses.Take(EndpointLimits.PerEndpoints))
            {
                if (ServicePods.FamilyOf(address.Ip) is { } family)
                    groups.Get(family, ports).Endpoints.Add(new WantedEndpoint(Make(address, ready), null));
            }
        }
        return groups.All;
    }

    private static Endpoint Make(EndpointAddress address, bool ready)
    {
        var endpoint = new Endpoint();
        endpoint.Addresses.Add(address.Ip);
        endpoint.Conditions.Ready = ready;
        endpoint.NodeName = address.NodeName;
        endpoint.Hostname = address.Hostname.Length > 0 ? address.Hostname : null;
        if (address.TargetRef.IsPresent)
            endpoint.TargetRef = address.TargetRef;
        return endpoint;
    }
}
