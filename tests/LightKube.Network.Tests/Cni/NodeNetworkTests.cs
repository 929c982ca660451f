using System.Net;
using System.Text.Json;
using LightKube.Network.Cni;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.Cni;

[NonParallelizable] // Makes network namespaces.
internal sealed class NodeNetworkTests
{
    private static readonly IPNetwork[] Networks = [IPNetwork.Parse("10.42.3.0/24"), IPNetwork.Parse("fd42:0:0:3::/64")];

    [Test]
    public void A_node_gets_its_bridge_addresses_routes_settings_and_last_its_configuration()
    {
        using var directory = new Folder();
        using var space = new NetNamespace($"lkt{Environment.ProcessId}cni");
        var options = new CniOptions { ConfigurationDirectory = Path.Combine(directory.Path, "net.d"), AddressDirectory = "/var/lib/x", Mtu = 1450 };

        // Twice: a restart finds it all there.
        for (var start = 0; start < 2; start++)
            space.Run(() =>
            {
                new NodeNetwork(NodeRig.Layout, options).Apply(Networks);
                return 0;
            });

        Assert.That(space.Ip("address", "show", "dev", "lk0"), Does.Contain("inet 10.42.3.1/24").And.Contain("inet6 fd42:0:0:3::1/64")
            .And.Contain("mtu 1450").And.Contain("0a:58:0a:2a:03:01"));
        Assert.That(space.Ip("route"), Does.Contain("10.43.0.0/16 dev lk0").And.Contain("src 10.42.3.1"));
        Assert.That(space.Ip("-6", "route"), Does.Contain("fd43::/112 dev lk0"));
        Assert.That(space.Execute("sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.conf.lk0.route_localnet",
            "net.bridge.bridge-nf-call-iptables"), Is.EqualTo("1\n1\n1\n1\n"));
        Assert.That(Directory.GetFiles(options.ConfigurationDirectory), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_configuration_leaves_masquerade_and_host_ports_to_us()
    {
        var options = new CniOptions { ConfigurationDirectory = "/x", AddressDirectory = "/var/lib/x" };

        using var json = JsonDocument.Parse(CniConfiguration.Write("lk0", Networks, options));
        var plugin = json.RootElement.GetProperty("plugins")[0];

        Assert.That(json.RootElement.GetProperty("plugins").GetArrayLength(), Is.EqualTo(1));
        Assert.That(plugin.GetProperty("type").GetString(), Is.EqualTo("bridge"));
        Assert.That(plugin.GetProperty("ipMasq").GetBoolean(), Is.False);
        Assert.That(plugin.GetProperty("hairpinMode").GetBoolean(), Is.True);
        Assert.That(plugin.GetProperty("ipam").GetProperty("ranges")[1][0].GetProperty("subnet").GetString(), Is.EqualTo("fd42:0:0:3::/64"));
        Assert.That(plugin.TryGetProperty("mtu", out _), Is.False);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("lkcni").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
