using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Networking.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Strategies.Services;
using LightKube.Client;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Strategies;

/// <summary>ServiceCIDRs and IPAddresses, on a whole API server.</summary>
public sealed class ServiceCidrTests
{
    private RunningApiServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RunningApiServer.StartAsync(new RecordedLogs());

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task The_servers_own_range_is_an_object_that_is_ready() =>
        await Eventually().HoldsAsync<ServiceCIDR>(new ObjectKey("", "kubernetes"), range => Assert.Multiple(() =>
        {
            Assert.That(range.Spec.Cidrs, Is.EqualTo(new[] { "10.43.0.0/16" }));
            Assert.That(range.Status.Conditions.Single().Status, Is.EqualTo("True"));
        }));

    [Test]
    public async Task Each_cluster_address_is_an_object_for_as_long_as_its_service_lives()
    {
        var service = await CreateAsync("addressed", "");
        var key = new ObjectKey("", service.Spec.ClusterIP);
        await Eventually().HoldsAsync<IPAddress>(key, address => Assert.Multiple(() =>
        {
            Assert.That(address.Spec.ParentRef.Name, Is.EqualTo("addressed"));
            Assert.That(address.Metadata.Labels["ipaddress.kubernetes.io/managed-by"], Is.EqualTo("ipallocator.k8s.io"));
        }));

        await _server.InProcess.DeleteAsync<Service>(service.Key, CancellationToken.None);

        await Eventually().HoldsForAllAsync<IPAddress>(all => Assert.That(all.Select(address => address.Metadata.Name), Does.Not.Contain(key.Name)));
    }

    [Test]
    public async Task An_address_that_somebody_else_has_is_not_given_away()
    {
        var made = new IPAddress { Metadata = { Name = "10.43.7.7" } };
        (made.Spec.ParentRef.Group, made.Spec.ParentRef.Resource, made.Spec.ParentRef.Name) = ("example.com", "gateways", "mine");
        await _server.InProcess.CreateAsync(made, CancellationToken.None);

        Assert.That(async () => await CreateAsync("greedy", "10.43.7.7"), Throws.TypeOf<ApiException>().With.Message.Contains("provided IP is already allocated"));

        await _server.InProcess.DeleteAsync<IPAddress>(new ObjectKey("", "10.43.7.7"), CancellationToken.None);
        Assert.That((await CreateAsync("greedy", "10.43.7.7")).Spec.ClusterIP, Is.EqualTo("10.43.7.7"));
    }

    [Test]
    public void A_service_whose_address_lies_in_no_range_any_more_is_told_so()
    {
        var range = new ServiceCIDR { Metadata = { Name = "passing" } };
        range.Spec.Cidrs.Add("10.98.0.0/24");
        var network = new ServiceNetwork([System.Net.IPNetwork.Parse("10.43.0.0/16")], 30000, 32767, new Random(1));
        var service = new Service { Metadata = { Name = "old", Namespace = "default" } };
        service.Spec.ClusterIPs.Add("10.98.0.5");
        service.Spec.Ports.Add(new ServicePort { Port = 80, NodePort = 80 });
        network.OnChanged(ServiceCIDR.Schema, null, new Document(ServiceCIDR.Schema, range.Map));
        network.OnChanged(Service.Schema, null, new Document(Service.Schema, service.Map));
        network.OnChanged(ServiceCIDR.Schema, new Document(ServiceCIDR.Schema, range.Map), null);
        var other = new Service { Metadata = { Name = "other", Namespace = "default" } };
        other.Spec.ClusterIPs.Add("10.98.0.5");

        network.OnChanged(Service.Schema, null, new Document(Service.Schema, other.Map));

        Assert.That(network.TakeSuspects(), Is.EquivalentTo(new[] { service.Key, other.Key }));
        Assert.That(network.FaultsOf(service), Is.EqualTo(new[]
        {
            (false, "ClusterIPOutOfRange", "Cluster IP [IPv4]:10.98.0.5 is not within any configured Service CIDR; please recreate service"),
            (true, "PortOutOfRange", "Port 80 is not within the port range 30000-32767; please recreate service"),
        }));
        Assert.That(network.FaultsOf(other)[0].Reason, Is.EqualTo("ClusterIPAlreadyAllocated"));
    }

    [Test]
    public async Task Another_range_gives_addresses_and_is_held_while_services_have_them()
    {
        Assert.That(async () => await CreateAsync("elsewhere", "10.99.0.5"), Throws.TypeOf<ApiException>());
        var range = new ServiceCIDR { Metadata = { Name = "more" } };
        range.Spec.Cidrs.Add("10.99.0.0/24");
        await _server.InProcess.CreateAsync(range, CancellationToken.None);
        await Eventually().HoldsAsync<ServiceCIDR>(new ObjectKey("", "more"), made => Assert.That(made.Status.Conditions.SingleOrDefault()?.Status, Is.EqualTo("True")));

        var service = await CreateAsync("elsewhere", "10.99.0.5");
        await _server.InProcess.DeleteAsync<ServiceCIDR>(new ObjectKey("", "more"), CancellationToken.None);
        await Eventually().HoldsAsync<ServiceCIDR>(new ObjectKey("", "more"), held => Assert.That(held.Status.Conditions.Single().Reason, Is.EqualTo("Terminating")));

        await _server.InProcess.DeleteAsync<Service>(service.Key, CancellationToken.None);
        await Eventually().HoldsForAllAsync<ServiceCIDR>(all => Assert.That(all.Select(one => one.Metadata.Name), Does.Not.Contain("more")));
    }

    private async Task<Service> CreateAsync(string name, string address)
    {
        var service = new Service { Metadata = { Namespace = "default", Name = name } };
        service.Spec.ClusterIP = address;
        service.Spec.Ports.Add(new ServicePort { Port = 80 });
        return await _server.InProcess.CreateAsync(service, CancellationToken.None);
    }

    private Eventually Eventually() => new(_server.InProcess, () => []);
}
