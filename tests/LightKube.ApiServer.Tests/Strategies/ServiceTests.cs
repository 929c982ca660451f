using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Strategies;

public sealed class ServiceTests
{
    private StrategyRig _rig = null!;

    [SetUp]
    public void SetUp() => _rig = new StrategyRig();

    [Test]
    public void A_service_gets_an_address_and_defaults()
    {
        var spec = Create("a", """{"ports":[{"port":80}]}""").Spec;

        Assert.That(spec.ClusterIP, Does.StartWith("10.96.0."));
        Assert.That(spec.ClusterIPs, Is.EqualTo(new[] { spec.ClusterIP }));
        Assert.That((spec.Type, spec.SessionAffinity, spec.InternalTrafficPolicy, spec.IpFamilyPolicy), Is.EqualTo(("ClusterIP", "None", "Cluster", "SingleStack")));
        Assert.That(spec.IpFamilies, Is.EqualTo(new[] { "IPv4" }));
        Assert.That(spec.Ports[0].TargetPort!.Value.Number, Is.EqualTo(80));
        Assert.That(spec.Ports[0].NodePort, Is.Zero);
    }

    [Test]
    public void A_headless_service_has_none()
    {
        var spec = Create("a", """{"clusterIP":"None","selector":{"a":"b"}}""").Spec;

        Assert.That(spec.ClusterIPs, Is.EqualTo(new[] { "None" }));
        Assert.That(spec.IpFamilyPolicy, Is.EqualTo("SingleStack"));
    }

    [Test]
    public void An_external_name_has_nothing()
    {
        var spec = Create("a", """{"type":"ExternalName","externalName":"example.com"}""").Spec;

        Assert.That(spec.ClusterIP, Is.Empty);
        Assert.That(spec.IpFamilies, Is.Empty);
    }

    [Test]
    public void A_node_port_service_gets_a_port_shared_by_the_protocols()
    {
        var ports = Create("a", """{"type":"NodePort","ports":[{"name":"u","port":53,"protocol":"UDP"},{"name":"t","port":53,"protocol":"TCP"},{"name":"x","port":80}]}""").Spec.Ports;

        Assert.That(ports[0].NodePort, Is.InRange(30000, 32767));
        Assert.That(ports[1].NodePort, Is.EqualTo(ports[0].NodePort));
        Assert.That(ports[2].NodePort, Is.Not.EqualTo(ports[0].NodePort));
    }

    [Test]
    public void All_addresses_are_given_once_and_then_none()
    {
        var addresses = Enumerable.Range(0, 254).Select(i => Create($"s{i}", """{"ports":[{"port":80}]}""").Spec.ClusterIP).ToList();

        Assert.That(addresses, Is.Unique);
        Assert.That(addresses, Does.Not.Contain("10.96.0.0"));
        Assert.That(addresses, Does.Not.Contain("10.96.0.255"));
        Assert.That(Assert.Throws<ApiException>(() => Create("last", """{"ports":[{"port":80}]}"""))!.Message, Does.EndWith("the range 10.96.0.0/24 is full"));
    }

    [TestCase("10.96.0.10", "spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: failed to allocate IP 10.96.0.10: provided IP is already allocated")]
    [TestCase("10.97.0.1", "spec.clusterIPs: Invalid value: [\"10.97.0.1\"]: failed to allocate IP 10.97.0.1: the provided IP (10.97.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/24")]
    public void An_address_that_cannot_be_had_is_told(string address, string message)
    {
        Create("a", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}""");

        var error = Assert.Throws<ApiException>(() => Create("b", $$"""{"clusterIP":"{{address}}","ports":[{"port":80}]}"""))!;

        Assert.That(error.Message, Is.EqualTo($"Service \"b\" is invalid: {message}"));
    }

    [TestCase(30080, "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated")]
    [TestCase(80, "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767")]
    public void A_port_that_cannot_be_had_is_told_and_the_address_given_back(int port, string message)
    {
        Create("a", """{"type":"NodePort","ports":[{"port":80,"nodePort":30080}]}""");
        var json = $$"""{"type":"NodePort","clusterIP":"10.96.0.77","ports":[{"port":80,"nodePort":{{port}} }]}""";

        Assert.That(Assert.Throws<ApiException>(() => Create("b", json))!.Message, Does.EndWith(message));
        Assert.That(Create("c", """{"clusterIP":"10.96.0.77","ports":[{"port":80}]}""").Spec.ClusterIP, Is.EqualTo("10.96.0.77"));
    }

    [Test]
    public void A_deleted_service_gives_back_its_address()
    {
        var objects = new ObjectsInMemory();
        objects.Observe(_rig.Network);
        objects.Put(_rig.Create(Json("a", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}""")));

        objects.Remove(Service.Schema, "web", "a");

        Assert.That(Create("b", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}""").Spec.ClusterIP, Is.EqualTo("10.96.0.10"));
    }

    [Test]
    public void Services_that_exist_at_start_keep_their_addresses()
    {
        var objects = new ObjectsInMemory();
        objects.Observe(_rig.Network);
        objects.Put(Json("a", """{"type":"NodePort","clusterIP":"10.96.0.10","clusterIPs":["10.96.0.10"],"ports":[{"port":80,"nodePort":30080}]}"""));

        Assert.That(() => Create("b", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}"""), Throws.TypeOf<ApiException>());
        Assert.That(() => Create("c", """{"type":"NodePort","ports":[{"port":80,"nodePort":30080}]}"""), Throws.TypeOf<ApiException>());
    }

    [Test]
    public void A_write_that_did_not_happen_gives_everything_back()
    {
        var service = _rig.Create(Json("a", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}"""));

        _rig.Kinds.For(Service.Schema).Abandon(service, null);

        Assert.That(Create("b", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}""").Spec.ClusterIP, Is.EqualTo("10.96.0.10"));
    }

    [Test]
    public void An_update_that_leaves_out_what_was_given_keeps_it()
    {
        var old = _rig.Create(Json("a", """{"type":"NodePort","ports":[{"port":80}]}"""));
        var before = old.As<Service>();

        var after = _rig.Update(old, service => service.Root.Set("spec", Api.Json.JsonText.Parse("""{"type":"NodePort","ports":[{"port":80},{"name":"x","port":81}]}"""))).As<Service>();

        Assert.That(after.Spec.ClusterIP, Is.EqualTo(before.Spec.ClusterIP));
        Assert.That(after.Spec.Ports[0].NodePort, Is.EqualTo(before.Spec.Ports[0].NodePort));
        Assert.That(after.Spec.Ports[1].NodePort, Is.InRange(30000, 32767));
    }

    [Test]
    public void A_change_to_ClusterIP_drops_the_node_ports()
    {
        var old = _rig.Create(Json("a", """{"type":"NodePort","ports":[{"port":80}]}"""));

        var after = _rig.Update(old, service => service.As<Service>().Spec.Type = "ClusterIP").As<Service>();

        Assert.That(after.Spec.Ports[0].NodePort, Is.Zero);
        Assert.That(after.Spec.ExternalTrafficPolicy, Is.Empty);
        Assert.That(_rig.UpdateProblems(old, service => service.As<Service>().Spec.Type = "ClusterIP"), Is.Empty);
    }

    [Test]
    public void A_change_to_ExternalName_drops_the_address()
    {
        var old = _rig.Create(Json("a", """{"ports":[{"port":80}]}"""));
        void Change(Document service)
        {
            service.As<Service>().Spec.Type = "ExternalName";
            service.As<Service>().Spec.ExternalName = "example.com";
        }

        Assert.That(_rig.Update(old, Change).As<Service>().Spec.ClusterIP, Is.Empty);
        Assert.That(_rig.UpdateProblems(old, Change), Is.Empty);
    }

    [Test]
    public void The_address_does_not_change()
    {
        var old = _rig.Create(Json("a", """{"clusterIP":"10.96.0.10","ports":[{"port":80}]}"""));

        var problems = _rig.UpdateProblems(old, service =>
        {
            service.As<Service>().Spec.ClusterIP = "10.96.0.11";
            service.As<Service>().Spec.ClusterIPs.ReplaceWith(["10.96.0.11"]);
        });

        Assert.That(problems, Is.EqualTo(new[] { "spec.clusterIPs[0]: Invalid value: [\"10.96.0.11\"]: may not change once set" }));
    }

    [TestCase("""{}""", "spec.ports: Required value")]
    [TestCase("""{"ports":[{"port":0}]}""", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [TestCase("""{"ports":[{"port":80},{"port":81}]}""", "spec.ports[0].name: Required value")]
    [TestCase("""{"ports":[{"name":"a","port":80,"protocol":"TCP"},{"name":"b","port":80,"protocol":"TCP"}]}""", "spec.ports[1]: Duplicate value:")]
    [TestCase("""{"type":"ExternalName"}""", "spec.externalName: Required value")]
    [TestCase("""{"type":"NodePort","clusterIP":"None","ports":[{"port":80,"nodePort":30001}]}""", "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services")]
    [TestCase("""{"ports":[{"port":80,"nodePort":30001}]}""", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'")]
    [TestCase("""{"ports":[{"port":80}],"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":100000}}}""", "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 100000")]
    [TestCase("""{"ports":[{"port":80}],"loadBalancerClass":"x"}""", "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    public void Rules(string spec, string problem)
    {
        var problems = _rig.Problems(Json("a", spec));

        Assert.That(problems, Is.Not.Empty);
        Assert.That(problems[0], Does.StartWith(problem));
    }

    private Service Create(string name, string spec) => _rig.Create(Json(name, spec)).As<Service>();

    private static string Json(string name, string spec) => $$"""{"apiVersion":"v1","kind":"Service","metadata":{"namespace":"web","name":"{{name}}"},"spec":{{spec}} }""";
}
