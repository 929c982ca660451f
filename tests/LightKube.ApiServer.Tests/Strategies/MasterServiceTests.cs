using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Strategies.Services;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Client;
using LightKube.Testing.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.ApiServer.Tests.Strategies;

public sealed class MasterServiceTests
{
    private static readonly ObjectKey Key = new("default", "kubernetes");

    private readonly ObjectsInMemory _objects = new();
    private readonly ManualTime _time = new();
    private List<IPEndPoint> _servers = [new(IPAddress.Parse("192.168.1.10"), 6443)];

    [Test]
    public async Task The_service_follows_the_servers()
    {
        var api = new MemoryApi(_time);
        var network = new ServiceNetwork([System.Net.IPNetwork.Parse("10.43.0.0/16")], 30000, 32767, new Random(1));
        var reconciler = new MasterServiceReconciler(api, _objects, network, () => _servers, _time, NullLogger<MasterServiceReconciler>.Instance);

        await reconciler.ReconcileAsync(CancellationToken.None);
        await LoadAsync(api);

        var service = _objects.Find(Service.Schema, Key)!.As<Service>();
        Assert.That(service.Spec.ClusterIP, Is.EqualTo("10.43.0.1"));
        Assert.That((service.Spec.Ports[0].Port, service.Spec.Ports[0].TargetPort!.Value.Number), Is.EqualTo((443, (int?)6443)));
        Assert.That(Addresses(), Is.EqualTo(new[] { "192.168.1.10" }));

        _servers = [.. _servers, new IPEndPoint(IPAddress.Parse("192.168.1.11"), 6443)];
        await reconciler.ReconcileAsync(CancellationToken.None);
        await LoadAsync(api);

        Assert.That(Addresses(), Is.EqualTo(new[] { "192.168.1.10", "192.168.1.11" }));
        Assert.That(_objects.Find(Endpoints.Schema, Key)!.As<Endpoints>().Subsets[0].Addresses, Has.Count.EqualTo(2));

        var version = _objects.Find(EndpointSlice.Schema, Key)!.ResourceVersion;
        await reconciler.ReconcileAsync(CancellationToken.None);
        await LoadAsync(api);
        Assert.That(_objects.Find(EndpointSlice.Schema, Key)!.ResourceVersion, Is.EqualTo(version), "nothing changed, nothing is written");
    }

    [Test]
    public async Task A_server_at_loopback_is_nobody_elses_endpoint()
    {
        var api = new MemoryApi(_time);
        var network = new ServiceNetwork([System.Net.IPNetwork.Parse("10.43.0.0/16")], 30000, 32767, new Random(1));
        var reconciler = new MasterServiceReconciler(api, new ObjectsInMemory(), network, () => [new IPEndPoint(IPAddress.Loopback, 6443)], _time, NullLogger<MasterServiceReconciler>.Instance);

        await reconciler.ReconcileAsync(CancellationToken.None);

        Assert.That(await api.FindAsync<Service>(Key, CancellationToken.None), Is.Not.Null);
        Assert.That(await api.FindAsync<EndpointSlice>(Key, CancellationToken.None), Is.Null);
        Assert.That(await api.FindAsync<Endpoints>(Key, CancellationToken.None), Is.Null);
    }

    private IEnumerable<string> Addresses() => _objects.Find(EndpointSlice.Schema, Key)!.As<EndpointSlice>().Endpoints.Select(endpoint => endpoint.Addresses[0]);

    private async Task LoadAsync(MemoryApi api)
    {
        foreach (var kind in new KindSchema[] { Service.Schema, Endpoints.Schema, EndpointSlice.Schema })
        {
            _objects.Put(await api.GetAsync(kind, Key, CancellationToken.None));
        }
    }
}
