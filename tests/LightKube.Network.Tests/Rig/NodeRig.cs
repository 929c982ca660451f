using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Network.HostPorts;
using LightKube.Network.Rules;
using LightKube.Network.Services;

namespace LightKube.Network.Tests.Rig;

/// <summary>
/// A node in a namespace, pods behind its bridge, and a client outside:
/// <code>
/// client 192.168.77.2 ── 192.168.77.1 node 10.42.0.1 ── lk0 ── pods 10.42.0.11, .12, …
/// </code>
/// </summary>
internal sealed class NodeRig : IDisposable
{
    public const string NodeName = "node-a";
    public static readonly IPAddress NodeAddress = IPAddress.Parse("192.168.77.1");
    public static readonly IPAddress ClientAddress = IPAddress.Parse("192.168.77.2");
    public static readonly NetworkLayout Layout = new()
    {
        NodeName = NodeName,
        PodNetworks = [IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("fd42::/56")],
        ServiceNetworks = [IPNetwork.Parse("10.43.0.0/16"), IPNetwork.Parse("fd43::/112")],
        DnsAddresses = [IPAddress.Parse("10.43.0.10")],
    };

    private static int _count;
    private readonly string _prefix = $"lkt{Environment.ProcessId}x{Interlocked.Increment(ref _count)}";
    private readonly List<NetNamespace> _namespaces = [];
    private readonly List<IDisposable> _servers = [];

    public NodeRig(int pods = 2)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            Assert.Ignore("Network namespaces need root.");
        try
        {
            Node = Add("node");
            Node.Execute("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
            Node.Ip("link", "add", Layout.BridgeName, "type", "bridge");
            Node.Ip("address", "add", "10.42.0.1/24", "dev", Layout.BridgeName);
            Node.Ip("address", "add", "fd42::1/64", "dev", Layout.BridgeName, "nodad");
            Node.Ip("link", "set", Layout.BridgeName, "up");
            Node.Ip("route", "add", "10.43.0.0/16", "dev", Layout.BridgeName, "src", "10.42.0.1");
            Node.Ip("-6", "route", "add", "fd43::/112", "dev", Layout.BridgeName, "src", "fd42::1");
            Client = Add("client");
            Node.Ip("link", "add", "uplink", "type", "veth", "peer", "name", "eth0", "netns", Client.Name);
            Node.Ip("address", "add", $"{NodeAddress}/24", "dev", "uplink");
            Node.Ip("link", "set", "uplink", "up");
            Client.Ip("address", "add", $"{ClientAddress}/24", "dev", "eth0");
            Client.Ip("link", "set", "eth0", "up");
            Client.Ip("route", "add", "10.43.0.0/16", "via", NodeAddress.ToString());
            Node.Execute("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1", $"net.ipv4.conf.{Layout.BridgeName}.route_localnet=1");
        Client.Ip("route", "add", "203.0.113.0/24", "via", NodeAddress.ToString());
            Pods = [.. Enumerable.Range(0, pods).Select(AddPod)];
            Applier = Node.Run(() => new RulesetApplier(Layout));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetNamespace Node { get; }
    public NetNamespace Client { get; }
    public IReadOnlyList<NetNamespace> Pods { get; }
    public RulesetApplier Applier { get; set; }

    public static IPAddress PodAddress(int pod) => IPAddress.Parse($"10.42.0.{11 + pod}");

    public static IPAddress PodAddress6(int pod) => IPAddress.Parse($"fd42::{11 + pod}");

    /// <summary>A server in a pod that answers every connection and datagram with its name and the peer's address.</summary>
    public void Serve(int pod, ushort port, string? name = null) => Serve(Pods[pod], port, name ?? $"pod{pod}");

    public void Serve(NetNamespace where, ushort port, string name) => _servers.Add(where.Run(() => new EchoServer(port, name)));

    public RulesetCommit Apply(ServiceInput service, params SliceInput[] slices) => Apply((service, slices));

    public RulesetCommit Apply(params (ServiceInput Service, SliceInput[] Slices)[] services)
    {
        var plan = new ServicePlan(NodeName);
        return Applier.Apply(services.Select(each => KeyValuePair.Create(
            $"{each.Service.Namespace}/{each.Service.Name}", (OwnedRules?)plan.For(each.Service, each.Slices))));
    }

    public RulesetCommit Apply(Pod pod) => Applier.Apply([KeyValuePair.Create($"pod {pod.Key}", (OwnedRules?)HostPortPlan.For(pod))]);

    public void Dispose()
    {
        Applier?.Dispose();
        foreach (var server in _servers)
            server.Dispose();
        foreach (var each in _namespaces)
            each.Dispose();
    }

    private NetNamespace AddPod(int pod)
    {
        var space = Add($"pod{pod}");
        Node.Ip("link", "add", $"pod{pod}", "type", "veth", "peer", "name", "eth0", "netns", space.Name);
        Node.Ip("link", "set", $"pod{pod}", "master", Layout.BridgeName, "up");
        NetNamespace.Tool("bridge", "-n", Node.Name, "link", "set", "dev", $"pod{pod}", "hairpin", "on");
        space.Ip("address", "add", $"{PodAddress(pod)}/24", "dev", "eth0");
        space.Ip("address", "add", $"{PodAddress6(pod)}/64", "dev", "eth0", "nodad");
        space.Ip("link", "set", "eth0", "up");
        space.Ip("route", "add", "default", "via", "10.42.0.1");
        space.Ip("-6", "route", "add", "default", "via", "fd42::1");
        return space;
    }

    private NetNamespace Add(string suffix)
    {
        var space = new NetNamespace(_prefix + suffix);
        _namespaces.Add(space);
        return space;
    }
}
