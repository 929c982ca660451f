using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Kubelet.Env;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Env;

internal sealed class DownwardTests
{
    private static readonly NodeCapacity Node = new(Quantity.Parse("4"), Quantity.Parse("8Gi"), Quantity.Parse("100Gi"));

    [TestCase("metadata.name", "a")]
    [TestCase("metadata.labels['app']", "web")]
    [TestCase("metadata.labels['none']", "")]
    [TestCase("metadata.labels", "app=\"web\"\nquote=\"a\\\"b\"")]
    [TestCase("status.podIP", "10.1.0.5")]
    [TestCase("status.podIPs", "10.1.0.5,fd00::5")]
    [TestCase("status.hostIP", "192.0.2.1")]
    public void A_field_is_read(string path, string value)
    {
        var pod = A.Pod("a");
        pod.Metadata.Labels["quote"] = "a\"b";
        pod.Metadata.Labels["app"] = "web";

        Assert.That(DownwardField.Read(pod, path, ["10.1.0.5", "fd00::5"], ["192.0.2.1"]), Is.EqualTo(value));
    }

    [Test]
    public void Another_field_is_an_error() =>
        Assert.That(() => DownwardField.Read(A.Pod("a"), "spec.secret", [], []), Throws.TypeOf<PodConfigException>());

    [TestCase("limits.cpu", null, "2")]
    [TestCase("limits.cpu", "1m", "1500")]
    [TestCase("requests.cpu", "1m", "250")]
    [TestCase("limits.memory", "1Mi", "8192")]
    [TestCase("requests.memory", null, "67108864")]
    public void A_resource_is_divided_and_rounded_up(string resource, string? divisor, string value)
    {
        var container = new Container { Name = "app" };
        container.Resources.Limits["cpu"] = Quantity.Parse("1500m");
        container.Resources.Requests["cpu"] = Quantity.Parse("250m");
        container.Resources.Requests["memory"] = Quantity.Parse("64Mi");

        var read = DownwardResource.Read(container, resource, divisor is null ? null : Quantity.Parse(divisor), Node);

        Assert.That(read, Is.EqualTo(value));
    }
}
