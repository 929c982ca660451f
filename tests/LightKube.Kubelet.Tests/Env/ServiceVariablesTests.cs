using LightKube.Api.Core.V1;
using LightKube.Kubelet.Env;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Env;

internal sealed class ServiceVariablesTests
{
    [Test]
    public void A_service_becomes_the_variables_that_pods_expect()
    {
        var variables = ServiceVariables.For([Web("my-web", "shop")], "shop", links: true).ToDictionary();

        Assert.That(variables, Is.EqualTo(new Dictionary<string, string>
        {
            ["MY_WEB_SERVICE_HOST"] = "10.96.0.7",
            ["MY_WEB_SERVICE_PORT"] = "80",
            ["MY_WEB_PORT"] = "tcp://10.96.0.7:80",
            ["MY_WEB_PORT_80_TCP"] = "tcp://10.96.0.7:80",
            ["MY_WEB_PORT_80_TCP_PROTO"] = "tcp",
            ["MY_WEB_PORT_80_TCP_PORT"] = "80",
            ["MY_WEB_PORT_80_TCP_ADDR"] = "10.96.0.7",
        }));
    }

    [Test]
    public void Only_the_api_server_is_seen_from_elsewhere_or_without_links()
    {
        Service[] services = [Web("web", "shop"), Web("other", "bank"), Web("kubernetes", "default")];

        Assert.That(Hosts(services, "bank", links: true), Is.EquivalentTo(new[] { "OTHER_SERVICE_HOST", "KUBERNETES_SERVICE_HOST" }));
        Assert.That(Hosts(services, "bank", links: false), Is.EqualTo(new[] { "KUBERNETES_SERVICE_HOST" }));
    }

    [Test]
    public void A_headless_service_has_no_variables()
    {
        var headless = Web("web", "shop");
        headless.Spec.ClusterIP = "None";

        Assert.That(ServiceVariables.For([headless], "shop", links: true), Is.Empty);
    }

    private static IEnumerable<string> Hosts(Service[] services, string @namespace, bool links) =>
        ServiceVariables.For(services, @namespace, links).Select(pair => pair.Key).Where(key => key.EndsWith("_HOST"));

    private static Service Web(string name, string @namespace)
    {
        var service = A.Service(name);
        service.Metadata.Namespace = @namespace;
        service.Spec.ClusterIP = "10.96.0.7";
        return service;
    }
}
