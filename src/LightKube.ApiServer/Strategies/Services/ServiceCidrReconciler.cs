using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Networking.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>
/// Keeps the ServiceCIDR <c>kubernetes</c>, which says what the server was started with; tells of each ServiceCIDR whether it gives addresses; and
/// holds one that is deleted for as long as services have addresses that no other gives.
/// </summary>
public sealed class ServiceCidrReconciler : IObjectObserver
{
    private const string Default = "kubernetes";
    private const string Finalizer = "networking.k8s.io/service-cidr-finalizer";

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly ServiceNetwork _network;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public ServiceCidrReconciler(IClient client, IObjectReader objects, ServiceNetwork network, TimeProvider time, ILogger<ServiceCidrReconciler> log)
    {
        (_client, _objects, _network, _time) = (client, objects, network, time);
        _loop = new ReconcileLoop("Keeping service CIDRs", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [ServiceCIDR.Schema, Service.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        // A service matters only when it goes: its address may have been the last that held a range.
        if (kind == ServiceCIDR.Schema || after is null)
        {
            _loop.Signal();
        }
    }

    /// <summary>Runs until cancelled; starts with one look.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Looks once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        try
        {
            if (_objects.Find(ServiceCIDR.Schema, new ObjectKey("", Default)) is null)
            {
                var made = new ServiceCIDR { Metadata = { Name = Default } };
                foreach (var range in _network.DefaultRanges)
                {
                    made.Spec.Cidrs.Add(range);
                }

                await _client.CreateAsync(made, cancel).ConfigureAwait(false);
            }

            foreach (var document in _objects.List(ServiceCIDR.Schema, null))
            {
                await ReconcileAsync(document.As<ServiceCIDR>(), cancel).ConfigureAwait(false);
            }
        }
        catch (ApiException e) when (e.IsConflict || e.IsNotFound || e.IsAlreadyExists)
        {
            // Changed in between: that calls for another look by itself.
        }
    }

    private async Task ReconcileAsync(ServiceCIDR range, CancellationToken cancel)
    {
        var holds = range.Metadata.Finalizers.Contains(Finalizer);
        if (range.Metadata.DeletionTimestamp is null)
        {
            if (!holds)
            {
                var held = range.MutableCopy();
                held.Metadata.Finalizers.Add(Finalizer);
                range = await _client.UpdateAsync(held, cancel).ConfigureAwait(false);
            }

            await TellAsync(range, "True", "", "Kubernetes Service CIDR is ready", cancel).ConfigureAwait(false);
        }
        else if (holds && IsNeeded(range))
        {
            await TellAsync(
                range, "False", "Terminating", "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR", cancel).ConfigureAwait(false);
        }
        else if (holds)
        {
            var released = range.MutableCopy();
            released.Metadata.Finalizers.Remove(Finalizer);
            await _client.UpdateAsync(released, cancel).ConfigureAwait(false);
        }
    }

    private bool IsNeeded(ServiceCIDR range)
    {
        var own = Networks(range);
        var others = _objects.List(ServiceCIDR.Schema, null).Select(document => document.As<ServiceCIDR>())
            .Where(other => other.Metadata.Name != range.Metadata.Name && other.Metadata.DeletionTimestamp is null).SelectMany(Networks).ToList();
        return _objects.List(Service.Schema, null).SelectMany(document => document.As<Service>().Spec.ClusterIPs)
            .Any(text => System.Net.IPAddress.TryParse(text, out var address) && own.Any(network => network.Contains(address)) && !others.Any(network => network.Contains(address)));
    }

    private static List<IPNetwork> Networks(ServiceCIDR range) => [.. range.Spec.Cidrs.Where(text => IPNetwork.TryParse(text, out _)).Select(text => IPNetwork.Parse(text))];

    private async Task TellAsync(ServiceCIDR range, string status, string reason, string message, CancellationToken cancel)
    {
        var known = range.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        if (known is not null && known.Status == status && known.Message == message)
        {
            return;
        }

        var changed = range.MutableCopy();
        var condition = changed.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready") ?? changed.Status.Conditions.AddNew();
        condition.Type = "Ready";
        condition.LastTransitionTime = known?.Status == status ? known.LastTransitionTime : _time.GetUtcNow();
        condition.Status = status;
        condition.Reason = reason;
        condition.Message = message;
        await _client.UpdateStatusAsync(changed, cancel).ConfigureAwait(false);
    }
}
