using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Controllers.ServiceEndpoints;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.ServiceEndpoints;

[Parallelizable(ParallelScope.All)]
public sealed class EndpointSliceReconcilerTests
{
    private static Task<Rig> StartAsync() => Rig.StartAsync(parts => [new EndpointSliceReconciler(parts.Client, parts.Informers)]);

    private static Task<IReadOnlyList<EndpointSlice>> AddressesAreAsync(Rig rig, params string[] addresses) =>
        rig.EventuallyAllAsync<EndpointSlice>(slices => Assert.That(
            slices.SelectMany(slice => slice.Endpoints).Where(endpoint => endpoint.Conditions.Ready == true).Select(endpoint => endpoint.Addresses[0]),
            Is.EquivalentTo(addresses)));

    [Test]
    public async Task Slice_follows_a_pod_that_turns_ready()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.Service("web").Selecting("app=web"), A.Pod("a").Labelled("app=web").On("n1"));

        await rig.UpdateAsync<Pod>("a", pod => pod.ReadyAt("10.42.0.7"));

        var slice = (await AddressesAreAsync(rig, "10.42.0.7")).Single();
        Assert.That(slice.Metadata.Labels["kubernetes.io/service-name"], Is.EqualTo("web"));
        Assert.That(slice.Metadata.Labels["endpointslice.kubernetes.io/managed-by"], Is.EqualTo("endpointslice-controller.k8s.io"));
        Assert.That(slice.Endpoints[0].NodeName, Is.EqualTo("n1"));
        Assert.That(slice.Endpoints[0].TargetRef.Name, Is.EqualTo("a"));
        Assert.That(slice.Metadata.OwnerReferences[0].Name, Is.EqualTo("web"));
    }

    [Test]
    public async Task A_pod_that_changes_its_labels_leaves_and_comes_back()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.Service("web").Selecting("app=web"), A.Pod("a").Labelled("app=web").ReadyAt("10.42.0.7"));
        await AddressesAreAsync(rig, "10.42.0.7");

        await rig.UpdateAsync<Pod>("a", pod => pod.Metadata.Labels["app"] = "other");
        await AddressesAreAsync(rig);
        await rig.UpdateAsync<Pod>("a", pod => pod.Metadata.Labels["app"] = "web");

        await AddressesAreAsync(rig, "10.42.0.7");
    }

    [Test]
    public async Task A_slice_that_somebody_deletes_comes_back()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.Service("web").Selecting("app=web"), A.Pod("a").Labelled("app=web").ReadyAt("10.42.0.7"));
        var slice = (await AddressesAreAsync(rig, "10.42.0.7")).Single();

        await rig.DeleteAsync<EndpointSlice>(slice.Name);

        Assert.That((await AddressesAreAsync(rig, "10.42.0.7")).Single().Metadata.Uid, Is.Not.EqualTo(slice.Metadata.Uid));
    }

    [Test]
    public async Task A_service_without_selector_is_left_alone()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.Service("external"), A.Service("web").Selecting("app=web"));

        await rig.EventuallyAllAsync<EndpointSlice>(slices => Assert.That(slices, Has.Count.EqualTo(1)));
        await rig.SettledAsync();

        Assert.That((await rig.ListAsync<EndpointSlice>()).Single().Metadata.Labels["kubernetes.io/service-name"], Is.EqualTo("web"));
    }

    [Test]
    public async Task A_headless_service_gives_pods_their_hostnames()
    {
        await using var rig = await StartAsync();
        var service = A.Service("db").Selecting("app=db");
        service.Spec.ClusterIP = "None";
        var pod = A.Pod("db-0").Labelled("app=db").ReadyAt("10.42.0.7");
        (pod.Spec.Hostname, pod.Spec.Subdomain) = ("db-0", "db");

        await rig.CreateAsync(service, pod);

        var slice = (await AddressesAreAsync(rig, "10.42.0.7")).Single();
        Assert.That(slice.Endpoints[0].Hostname, Is.EqualTo("db-0"));
        Assert.That(slice.Metadata.Labels.ContainsKey("service.kubernetes.io/headless"), Is.True);
    }

    [Test]
    public async Task Endpoints_of_a_selector_have_ready_and_not_ready_addresses_and_go_with_the_service()
    {
        await using var rig = await Rig.StartAsync(client => new EndpointsReconciler(client));
        await rig.CreateAsync(
            A.Service("web").Selecting("app=web"),
            A.Pod("a").Labelled("app=web").ReadyAt("10.42.0.7"),
            A.Pod("b").Labelled("app=web").NotReadyAt("10.42.0.8"));

        await rig.EventuallyAsync<Endpoints>("web", endpoints =>
        {
            Assert.That(endpoints.Subsets.Single().Addresses.Select(address => address.Ip), Is.EqualTo(new[] { "10.42.0.7" }));
            Assert.That(endpoints.Subsets.Single().NotReadyAddresses.Select(address => address.Ip), Is.EqualTo(new[] { "10.42.0.8" }));
            Assert.That(endpoints.Subsets.Single().Ports.Select(port => port.Port), Is.EqualTo(new[] { 80 }));
        });
        await rig.DeleteAsync<Service>("web");
        await rig.EventuallyGoneAsync<Endpoints>("web");
    }

    [Test]
    public async Task Endpoints_that_a_user_made_are_mirrored_and_followed()
    {
        await using var rig = await Rig.StartAsync(parts => [new EndpointsMirrorReconciler(parts.Client, parts.Informers)]);
        var external = new Endpoints();
        external.Metadata.Name = "external";
        var subset = external.Subsets.AddNew();
        subset.Addresses.AddNew().Ip = "192.0.2.1";
        subset.Ports.Add(new Api.Core.V1.EndpointPort { Port = 5432, Protocol = "TCP" });
        await rig.CreateAsync(A.Service("external"), external);
        var slice = (await AddressesAreAsync(rig, "192.0.2.1")).Single();

        await rig.UpdateAsync<Endpoints>("external", endpoints => endpoints.Subsets[0].Addresses.AddNew().Ip = "192.0.2.2");

        Assert.That(slice.Metadata.Labels["endpointslice.kubernetes.io/managed-by"], Is.EqualTo("endpointslicemirroring-controller.k8s.io"));
        await AddressesAreAsync(rig, "192.0.2.1", "192.0.2.2");
    }
}
