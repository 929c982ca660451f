using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Tests.Apply;

public sealed class FieldManagersTests
{
    [TestCase("kubectl/v1.32.3 (linux/amd64) kubernetes/32cc146", "kubectl")]
    [TestCase("curl", "curl")]
    [TestCase("", "")]
    [TestCase("my client/1", "my client")]
    [TestCase("a\u0007b/1", "ab")]
    [TestCase("größe/1", "größe")]
    public void A_client_is_known_by_its_user_agents_first_part(string agent, string expected) =>
        Assert.That(FieldManagers.OfUserAgent(agent), Is.EqualTo(expected));

    [Test]
    public void Names_are_cut_at_128_bytes()
    {
        Assert.That(FieldManagers.OfUserAgent(new string('a', 200)), Is.EqualTo(new string('a', 128)));
        Assert.That(FieldManagers.OfUserAgent(new string('ö', 200)), Is.EqualTo(new string('ö', 64)));
    }

    [TestCase("system:kube-controller-manager", "kube-controller-manager")]
    [TestCase("system:kube-scheduler", "kube-scheduler")]
    [TestCase("system:apiserver", "kube-apiserver")]
    [TestCase("system:serviceaccount:kube-system:deployer", "deployer")]
    [TestCase("lightkube:network:node-1", "lightkube-network")]
    [TestCase("jane", "jane")]
    public void Components_have_upstreams_names(string user, string expected) =>
        Assert.That(FieldManagers.OfComponent(new UserInfo(user, [UserNames.Authenticated])), Is.EqualTo(expected));

    [Test]
    public void A_node_is_its_kubelet() =>
        Assert.That(FieldManagers.OfComponent(new UserInfo("system:node:node-1", [UserNames.Nodes])), Is.EqualTo("kubelet"));
}
