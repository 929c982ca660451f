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
/// Keeps an IPAddress object for each cluster address of a service, for those who look there. The services themselves say what is taken; these objects
/// follow them, a moment later, and cost a write beside the service's own.
/// </summary>
public sealed class IpAddressReconciler : IObjectObserver
{
    private const string ManagedBy = "ipaddress.kubernetes.io/managed-by";
    private const string Family = "ipaddress.kubernetes.io/ip-family";
    private const string Manager = "ipallocator.k8s.io";

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly ServiceNetwork _network;
    private readonly Lock _lock = new();
    private readonly ReconcileLoop _loop;
    private HashSet<string> _changed = new(StringComparer.Ordinal);

    public IpAddressReconciler(IClient client, IObjectReader objects, ServiceNetwork network, TimeProvider time, ILogger<IpAddressReconciler> log)
    {
        (_client, _objects, _network) = (client, objects, network);
        _loop = new ReconcileLoop("Keeping IPAddresses of services", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema, IPAddress.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        lock (_lock)
        {
            if (kind == IPAddress.Schema)
            {
                _changed.Add((after ?? before)!.Name);
            }
            else
            {
                _changed.UnionWith(AddressesOf(before));
                _changed.UnionWith(AddressesOf(after));
            }
        }

        _loop.Signal();
    }

    /// <summary>Whether the object follows a service; others are users'.</summary>
    internal static bool IsOurs(IPAddress address) => address.Metadata.Labels[ManagedBy] == Manager;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Looks at the addresses that something has happened to.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        HashSet<string> changed;
        lock (_lock)
        {
            (changed, _changed) = (_changed, new HashSet<string>(StringComparer.Ordinal));
        }

        // One that fails is looked at again, and does not stand in the way of the others.
        ApiException? failure = null;
        var left = new HashSet<string>(changed, StringComparer.Ordinal);
        try
        {
            foreach (var address in changed)
            {
                try
                {
                    await ReconcileAsync(address, cancel).ConfigureAwait(false);
                    left.Remove(address);
                }
                catch (ApiException e)
                {
                    failure = e;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _changed.UnionWith(left);
            }
        }

        if (failure is not null)
        {
            throw new ApiException(failure.Code, failure.Reason, failure.Message, failure);
        }
    }

    private async Task ReconcileAsync(string text, CancellationToken cancel)
    {
        var stored = _objects.Find(IPAddress.Schema, new ObjectKey("", text))?.As<IPAddress>();
        var owner = OwnerOf(text);
        try
        {
            if (owner is { } service && stored is null)
            {
                await _client.CreateAsync(Wanted(text, service), cancel).ConfigureAwait(false);
            }
            else if (stored is not null && IsOurs(stored) && !(owner is { } key && RefersTo(stored, key)))
            {
                // The reference cannot be changed; the object's going calls for another look, which makes it anew.
                await _client.DeleteAsync<IPAddress>(new ObjectKey("", text), cancel).ConfigureAwait(false);
            }
        }
        catch (ApiException e) when (e.IsAlreadyExists || e.IsNotFound)
        {
            // Changed in between: that calls for another look by itself.
        }
    }

    // Only what is stored counts: an address may be held for a service that is being made.
    private ObjectKey? OwnerOf(string text) =>
        System.Net.IPAddress.TryParse(text, out var address) && _network.OwnerOf(address) is { } owner && AddressesOf(_objects.Find(Service.Schema, owner)).Contains(text) ? owner : null;

    private static IEnumerable<string> AddressesOf(Document? service) =>
        service is null ? [] : service.As<Service>().Spec.ClusterIPs.Where(text => text is not ("None" or ""));

    private static bool RefersTo(IPAddress address, ObjectKey service) =>
        address.Spec.ParentRef is { Group: "", Resource: "services" } parent && parent.Namespace == service.Namespace && parent.Name == service.Name;

    private static IPAddress Wanted(string text, ObjectKey service)
    {
        var address = new IPAddress { Metadata = { Name = text } };
        address.Metadata.Labels[ManagedBy] = Manager;
        address.Metadata.Labels[Family] = text.Contains(':') ? "IPv6" : "IPv4";
        address.Spec.ParentRef.Group = "";
        address.Spec.ParentRef.Resource = "services";
        address.Spec.ParentRef.Namespace = service.Namespace;
        address.Spec.ParentRef.Name = service.Name;
        return address;
    }
}
