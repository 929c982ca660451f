using LightKube.Configuration;
using LightKube.Network.Cni;
using LightKube.Server;
using LightKube.Testing.Files;
using LightKube.Tests.Configuration;

namespace LightKube.Tests.Server;

/// <summary>What the node's components are told of the server's options.</summary>
public sealed class NodeComponentsTests
{
    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [TestCase("", true, null)]
    [TestCase("own", false, null)]
    [TestCase("/run/crio/crio.sock", false, "unix:///run/crio/crio.sock")]
    public void The_runtime_is_the_one_asked_for(string given, bool useRunning, string? endpoint)
    {
        using var data = DataDirectory.Open(_directory.File("data"));
        string[] flags = given.Length == 0 ? [] : [$"--container-runtime-endpoint={given}"];

        var runtime = NodeComponents.RuntimeOf(Options(flags), data, bundle: null, new CniOptions { ConfigurationDirectory = "", AddressDirectory = "" });

        Assert.That(runtime.UseRunning, Is.EqualTo(useRunning));
        Assert.That(runtime.Endpoint?.ToString(), Is.EqualTo(endpoint));
    }

    [Test]
    public void Pods_live_below_the_cgroup_that_was_given()
    {
        using var data = DataDirectory.Open(_directory.File("data"));

        Assert.That(NodeComponents.KubeletOf(Options(), data).CgroupRoot, Is.Empty);
        Assert.That(NodeComponents.KubeletOf(Options("--cgroup-root=/node-1"), data).CgroupRoot, Is.EqualTo("/node-1"));
    }

    private static ServerOptions Options(params string[] flags) => Given.Options(["--node-name=n1", .. flags]);
}
