using System.Net;
using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Controllers.Nodes;
using LightKube.Foundation.Components;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;
using Microsoft.Extensions.Logging;

namespace LightKube.Controllers.Tests;

/// <summary>All controllers together on the real API server: what one alone over an API in memory cannot show.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControllersOnTheApiServerTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ObjectKey Web = new("default", "web");

    private readonly RecordedLogs _logs = new();
    private readonly List<IComponent> _components = [];
    private RunningApiServer _server = null!;
    private IClient _api = null!;
    private Eventually _eventually = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RunningApiServer.StartAsync(_logs);
        _api = _server.InProcess;
        _eventually = new Eventually(_api, () => _logs.Lines(LogLevel.Warning));

        // As in production: with the rights of controllers and no more.
        var controllers = _server.InProcessAs("system:kube-controller-manager");
        var informers = new InformerSet(controllers, TimeProvider.System, () => 0.5, _logs);
        var events = new EventRecorder(controllers, TimeProvider.System, () => 0.5, _logs.CreateLogger("events"));
        var options = new ControllerOptions { RootCertificates = "PEM", PodCidrRanges = [PodCidrRange.Usual(IPNetwork.Parse("10.42.0.0/16"))] };
        _components.AddRange([events, .. ControllerSet.Create(controllers, informers, events, options, TimeProvider.System, () => 0.5, _logs), informers]);
        foreach (var component in _components)
            await component.StartAsync(Never);
        await informers.WaitForSyncAsync(Never);
        await _eventually.HoldsAsync<ServiceAccount>(new ObjectKey("default", "default"), _ => { });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in Enumerable.Reverse(_components))
            await component.StopAsync(Never);
        await _server.DisposeAsync();
        _logs.Dispose();
    }

    private async Task CreateAsync(params KubeObject[] objects)
    {
        foreach (var made in objects)
            await new ObjectWriter(_api).CreateAsync(made);
    }

    private Task<IReadOnlyList<Pod>> CountIsAsync(int count) => _eventually.HoldsForAllAsync<Pod>(all => Assert.That(all, Has.Count.EqualTo(count)));

    private async Task MakeReadyAsync(IReadOnlyList<Pod> pods)
    {
        for (var i = 0; i < pods.Count; i++)
            await new ObjectWriter(_api).UpdateAsync<Pod>(pods[i].Key, pod => pod.ReadyAt($"10.42.0.{i + 1}"));
    }

    [Test]
    public async Task A_deployment_becomes_pods_and_endpoints_and_goes_with_all_that_it_made()
    {
        await CreateAsync(A.Node("n1"), A.Deployment("web", 3), A.Service("web").Selecting("app=web"));
        await _eventually.HoldsAsync<Node>(new ObjectKey("", "n1"), node => Assert.That(node.Spec.PodCIDR, Is.EqualTo("10.42.0.0/24")));
        var pods = await _eventually.HoldsForAllAsync<Pod>(all => Assert.That(all, Has.Count.EqualTo(3)));
        await MakeReadyAsync(pods);

        await _eventually.HoldsAsync<Deployment>(new ObjectKey("default", "web"), web => Assert.That(
            web.Status.Conditions.Find(condition => condition.Type == "Progressing")?.Reason, Is.EqualTo("NewReplicaSetAvailable")));
        await _eventually.HoldsForAllAsync<EndpointSlice>(slices => Assert.That(
            slices.Where(slice => slice.Metadata.Labels["kubernetes.io/service-name"] == "web").SelectMany(slice => slice.Endpoints)
                .Count(endpoint => endpoint.Conditions.Ready == true), Is.EqualTo(3)));
        await _eventually.HoldsAsync<Endpoints>(new ObjectKey("default", "web"), endpoints => Assert.That(endpoints.Subsets[0].Addresses, Has.Count.EqualTo(3)));

        await _api.DeleteAsync<Deployment>(new ObjectKey("default", "web"), Never, new DeleteQuery { PropagationPolicy = "Foreground" });
        await _eventually.HoldsForAllAsync<Deployment>(all => Assert.That(all, Is.Empty));
        await _eventually.HoldsForAllAsync<ReplicaSet>(all => Assert.That(all, Is.Empty));
        await _eventually.HoldsForAllAsync<Pod>(all => Assert.That(all, Is.Empty));
    }

    [Test]
    public async Task A_claim_and_a_volume_are_protected_and_go_when_nothing_uses_them()
    {
        var claim = new PersistentVolumeClaim { Metadata = { Name = "data" } }.In("default");
        claim.Spec.AccessModes.Add("ReadWriteOnce");
        claim.Spec.Resources.Requests["storage"] = Api.Quantities.Quantity.FromUnits(1024);
        var volume = new PersistentVolume { Metadata = { Name = "disk" } };
        volume.Spec.AccessModes.Add("ReadWriteOnce");
        volume.Spec.Capacity["storage"] = Api.Quantities.Quantity.FromUnits(1024);
        volume.Spec.HostPath.Path = "/data";
        var user = A.Pod("user").On("n1").In("default");
        user.Spec.Volumes.Add(new Volume { Name = "data", PersistentVolumeClaim = { ClaimName = "data" } });
        await CreateAsync(A.Node("n1"), claim, volume, user);

        await _api.DeleteAsync<PersistentVolume>(new ObjectKey("", "disk"), Never);
        await _api.DeleteAsync<PersistentVolumeClaim>(claim.Key, Never);
        await _eventually.HoldsForAllAsync<PersistentVolume>(all => Assert.That(all, Is.Empty));
        await _eventually.HoldsAsync<PersistentVolumeClaim>(claim.Key, now => Assert.That(now.Metadata.Finalizers, Is.EqualTo(new[] { "kubernetes.io/pvc-protection" })));

        await _api.DeleteAsync<Pod>(user.Key, Never, new DeleteQuery { GracePeriodSeconds = 0 });
        await _eventually.HoldsForAllAsync<PersistentVolumeClaim>(all => Assert.That(all, Is.Empty));
    }

    [Test]
    public async Task A_replication_controller_selects_by_its_template_and_is_scaled_through_its_subresource()
    {
        var web = A.ReplicationController("web", 1);
        web.Spec.Selector.Clear();
        await CreateAsync(web);
        await CountIsAsync(1);

        await _server.OverHttps.PatchAsync(
            ReplicationController.Schema, Web, new Patch(PatchType.Merge, JsonText.Parse("""{"spec":{"replicas":3}}""")), "scale", Never);

        await CountIsAsync(3);
        var scaled = await _eventually.HoldsAsync<ReplicationController>(Web, now => Assert.That(now.Status.Replicas, Is.EqualTo(3)));
        Assert.That(scaled.Spec.Selector["app"], Is.EqualTo("web"));
        Assert.That(scaled.Status.ObservedGeneration, Is.EqualTo(2));
    }

    [Test]
    public async Task The_pods_of_a_replication_controller_outlive_it_unless_the_deletion_says_otherwise_and_are_adopted_by_the_next()
    {
        await CreateAsync(A.ReplicationController("web", 2));
        var made = await CountIsAsync(2);
        await MakeReadyAsync(made);
        await _api.DeleteAsync<ReplicationController>(Web, Never);
        await _eventually.HoldsForAllAsync<ReplicationController>(all => Assert.That(all, Is.Empty));
        await _eventually.HoldsForAllAsync<Pod>(all => Assert.That(all.Sum(pod => pod.Metadata.OwnerReferences.Count), Is.Zero));

        await CreateAsync(A.ReplicationController("web", 2));
        // Should it be seen before the orphans, it makes pods and deletes them again: the ready ones are those that it keeps.
        await _eventually.HoldsAsync<ReplicationController>(Web, next => Assert.That((next.Status.Replicas, next.Status.ReadyReplicas), Is.EqualTo((2, 2))));
        await _eventually.HoldsForAllAsync<Pod>(all => Assert.That(
            all.Select(pod => (pod.Name, pod.Metadata.OwnerReferences.Count)), Is.EqualTo(made.Select(pod => (pod.Name, 1)))));

        await _api.DeleteAsync<ReplicationController>(Web, Never, new DeleteQuery { PropagationPolicy = "Background" });
        await CountIsAsync(0);
    }

    [Test]
    public async Task A_quota_stops_a_replication_controller_which_says_so_and_goes_on_when_there_is_room()
    {
        var quota = new ResourceQuota();
        quota.Metadata.Name = "q";
        quota.Spec.Hard["pods"] = Api.Quantities.Quantity.FromUnits(2);
        await CreateAsync(quota.In("default"), A.ReplicationController("web", 3));

        await _eventually.HoldsAsync<ReplicationController>(Web, web => Assert.That(
            web.Status.Conditions.Find(condition => condition.Type == "ReplicaFailure")?.Message, Does.Contain("exceeded quota: q")));
        await CountIsAsync(2);
        await _eventually.HoldsAsync<ResourceQuota>(new ObjectKey("default", "q"), now => Assert.That(now.Status.Used["pods"]!.Value.Units, Is.EqualTo(2)));

        await new ObjectWriter(_api).UpdateAsync<ReplicationController>(Web, web => web.Spec.Replicas = 2);
        await _eventually.HoldsAsync<ReplicationController>(Web, web => Assert.That(web.Status.Conditions.Count, Is.Zero));
        await _api.DeleteAsync<ReplicationController>(Web, Never, new DeleteQuery { PropagationPolicy = "Background" });
        await _eventually.HoldsAsync<ResourceQuota>(new ObjectKey("default", "q"), now => Assert.That(now.Status.Used["pods"]!.Value.Units, Is.Zero));
    }

    [Test]
    public async Task A_namespace_is_furnished_and_goes_with_its_content()
    {
        await CreateAsync(A.Namespace("shop"));
        await _eventually.HoldsAsync<ServiceAccount>(new ObjectKey("shop", "default"), _ => { });
        await _eventually.HoldsAsync<ConfigMap>(new ObjectKey("shop", "kube-root-ca.crt"), map => Assert.That(map.Data["ca.crt"], Is.EqualTo("PEM")));
        await CreateAsync(A.Deployment("web", 2).In("shop"));
        await _eventually.HoldsForAllAsync<Pod>(all => Assert.That(all, Has.Count.EqualTo(2)));

        await _api.DeleteAsync<Namespace>(new ObjectKey("", "shop"), Never);

        await _eventually.HoldsForAllAsync<Namespace>(all => Assert.That(all.Select(one => one.Name), Does.Not.Contain("shop")));
        Assert.That((await _api.ListAsync<ConfigMap>(new ListQuery { Namespace = "shop" }, Never)).Select(map => map.Name), Is.Empty);
    }

    [Test]
    public async Task Informers_follow_the_api_over_https_as_in_process()
    {
        await using var informers = new InformerSet(_server.OverHttps, TimeProvider.System, () => 0.5, _logs);
        var maps = informers.Get<ConfigMap>();
        await informers.StartAsync(Never);
        await informers.WaitForSyncAsync(Never);

        var made = await _server.OverHttps.CreateAsync(A.ConfigMap("a").In("default"), Never);
        await maps.WaitForAsync(made.Key, map => map?.Metadata.ResourceVersion == made.Metadata.ResourceVersion, Never).WaitAsync(Eventually.Deadline);
        await _server.OverHttps.DeleteAsync<ConfigMap>(made.Key, Never);

        await maps.WaitForAsync(made.Key, map => map is null, Never).WaitAsync(Eventually.Deadline);
        Assert.That(await _server.OverHttps.FindAsync<ConfigMap>(made.Key, Never), Is.Null);
    }
}
