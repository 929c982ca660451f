using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.ApiServer.NodeProxy;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.NodeProxy;

public sealed class ProxiedAddressTests
{
    [TestCase("10.42.0.7", true)]
    [TestCase("192.168.1.1", true)]
    [TestCase("fd00::7", true)]
    [TestCase("127.0.0.1", false)]
    [TestCase("127.8.8.8", false)]
    [TestCase("::1", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("fe80::1", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("ff02::1", false)]
    [TestCase("example.com", false)]
    [TestCase("", false)]
    public void What_listens_for_this_machine_alone_is_not_reached(string address, bool isAllowed) => Assert.That(ProxiedAddress.IsAllowed(address), Is.EqualTo(isAllowed));

    [TestCase("web", "shop", "10.42.0.7", true)]
    [TestCase("web", "shop", "10.42.0.8", false)]
    [TestCase("web", "other", "10.42.0.7", false)]
    [TestCase("none", "shop", "10.42.0.7", false)]
    public void An_endpoint_is_a_pod_with_that_address(string pod, string ns, string address, bool isOne)
    {
        var objects = new ObjectsInMemory();
        objects.Put("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"},"status":{"podIPs":[{"ip":"10.42.0.7"}]} }""");
        var endpoint = new Endpoint { TargetRef = { Kind = "Pod", Name = pod, Namespace = ns } };

        Assert.That(ProxiedAddress.IsOfPod(objects, "shop", endpoint, address), Is.EqualTo(isOne));
    }
}
