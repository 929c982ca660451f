using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>Keeps the service <c>default/kubernetes</c>, by which pods reach the API, and its Endpoints and EndpointSlice.</summary>
public sealed class MasterServiceReconciler : IObjectObserver
{
    private const string Namespace = "default";
    private const string Name = "kubernetes";
    private const string PortName = "https";
    private const int ServicePort = 443;

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly ServiceNetwork _network;
    private readonly Func<IReadOnlyList<IPEndPoint>> _servers;
    private readonly ReconcileLoop _loop;

    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="objects">What is stored.</param>
    /// <param name="network">Gives the service's address.</param>
    /// <param name="servers">The addresses of the API servers that run, as pods reach them; all with the same port and family.</param>
    /// <param name="time">For the wait after a failure.</param>
    /// <param name="log">Hears about failures.</param>
    public MasterServiceReconciler(
        IClient client,
        IObjectReader objects,
        ServiceNetwork network,
        Func<IReadOnlyList<IPEndPoint>> servers,
        TimeProvider time,
        ILogger<MasterServiceReconciler> log)
    {
        _client = client;
        _objects = objects;
        _network = network;
        _servers = servers;
        _loop = new ReconcileLoop("Keeping the service default/kubernetes", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema, Endpoints.Schema, EndpointSlice.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if ((after ?? before) is { Name: Name, Namespace: Namespace })
        {
            _loop.Signal();
        }
    }

    /// <summary>Runs until cancelled; starts with one look.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>The set of servers has changed.</summary>
    public void ServersChanged() => _loop.Signal();

    /// <summary>Looks once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        var servers = _servers();
        if (servers.Count == 0)
        {
            return;
        }

        await EnsureAsync(Service.Schema, WantedService(servers[0].Port), "ports", cancel).ConfigureAwait(false);
        // Nobody else reaches a server at its own loopback address, and no endpoint may have one.
        var reachable = servers.Where(server => !IPAddress.IsLoopback(server.Address)).ToList();
        if (reachable.Count > 0)
        {
            await EnsureAsync(Endpoints.Schema, WantedEndpoints(reachable), null, cancel).ConfigureAwait(false);
            await EnsureAsync(EndpointSlice.Schema, WantedSlice(reachable), null, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Creates the object, or puts the wanted parts into the stored one.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="wanted">What it should be.</param>
    /// <param name="specField">The only part of the spec that is kept; null when all top-level parts are.</param>
    /// <param name="cancel">Ends the work.</param>
    private async Task EnsureAsync(KindSchema kind, DocMap wanted, string? specField, CancellationToken cancel)
    {
        if (_objects.Find(kind, new ObjectKey(Namespace, Name)) is not { } stored)
        {
            await _client.CreateAsync(new Document(kind, wanted), cancel).ConfigureAwait(false);
            return;
        }

        var changed = stored.MutableCopy();
        var labels = changed.Root.GetOrAddMap("metadata").GetOrAddMap("labels");
        foreach (var label in wanted.GetMap("metadata")!.GetMap("labels")!.Entries)
        {
            labels.Set(label.Key, label.Value);
        }

        if (specField is not null)
        {
            changed.Root.GetOrAddMap("spec").Set(specField, wanted.GetMap("spec")![specField]);
        }
        else
        {
            foreach (var entry in wanted.Entries.ToArray().Where(entry => entry.Key is not ("apiVersion" or "kind" or "metadata")))
            {
                changed.Root.Set(entry.Key, entry.Value);
            }
        }

        if (!changed.Root.ContentEquals(stored.Root))
        {
            await _client.UpdateAsync(changed, null, cancel).ConfigureAwait(false);
        }
    }

    private DocMap WantedService(int targetPort)
    {
        var service = new Service();
        Fill(service, []);
        service.Metadata.Labels["component"] = "apiserver";
        service.Metadata.Labels["provider"] = "kubernetes";
        service.Spec.Type = "ClusterIP";
        service.Spec.ClusterIP = _network.ApiAddress.ToString();
        service.Spec.ClusterIPs.Add(_network.ApiAddress.ToString());
        service.Spec.IpFamilyPolicy = "SingleStack";
        service.Spec.IpFamilies.Add(_network.Families[0]);
        service.Spec.SessionAffinity = "None";
        service.Spec.Ports.Add(new ServicePort { Name = PortName, Protocol = "TCP", Port = ServicePort, TargetPort = targetPort });
        return service.Map;
    }

    private static DocMap WantedEndpoints(List<IPEndPoint> servers)
    {
        var endpoints = new Endpoints();
        Fill(endpoints, [("endpointslice.kubernetes.io/skip-mirror", "true")]);
        var subset = endpoints.Subsets.AddNew();
        foreach (var server in servers.OrderBy(server => server.Address.ToString(), StringComparer.Ordinal))
        {
            subset.Addresses.Add(new EndpointAddress { Ip = server.Address.ToString() });
        }

        var port = subset.Ports.AddNew();
        port.Name = PortName;
        port.Port = servers[0].Port;
        port.Protocol = "TCP";
        return endpoints.Map;
    }

    private static DocMap WantedSlice(List<IPEndPoint> servers)
    {
        var slice = new EndpointSlice();
        Fill(slice, [("kubernetes.io/service-name", Name)]);
        slice.AddressType = ServiceNetwork.NameOf(servers[0].AddressFamily);
        foreach (var server in servers.OrderBy(server => server.Address.ToString(), StringComparer.Ordinal))
        {
            var endpoint = slice.Endpoints.AddNew();
            endpoint.Addresses.Add(server.Address.ToString());
            endpoint.Conditions.Ready = true;
        }

        var port = slice.Ports.AddNew();
        port.Name = PortName;
        port.Port = servers[0].Port;
        port.Protocol = "TCP";
        return slice.Map;
    }

    private static void Fill(KubeObject view, IEnumerable<(string Key, string Value)> labels)
    {
        view.Metadata.Name = Name;
        view.Metadata.Namespace = Namespace;
        foreach (var (key, value) in labels)
        {
            view.Metadata.Labels[key] = value;
        }
    }
}
