using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.HostPorts;

[NonParallelizable] // Namespaces of many tests at once starve each other on small machines.
internal sealed class HostPortTrafficTests
{
    [Test]
    public async Task A_host_port_answers_from_outside_from_pods_and_on_loopback_and_goes_with_its_pod()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Serve(0, 8053);
        var pod = Pod(new ContainerPort { ContainerPortValue = 8080, HostPort = 9080 },
            new ContainerPort { ContainerPortValue = 8053, HostPort = 9053, Protocol = "UDP" });
        rig.Apply(pod);

        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 9080), Is.EqualTo($"pod0 {NodeRig.ClientAddress}"));
        Assert.That(await rig.Client.AskUdpAsync(NodeRig.NodeAddress, 9053), Is.EqualTo($"pod0 {NodeRig.ClientAddress}"));
        Assert.That(await rig.Pods[1].AskTcpAsync(NodeRig.NodeAddress, 9080), Does.StartWith("pod0"));
        Assert.That(await rig.Pods[0].AskTcpAsync(NodeRig.NodeAddress, 9080), Does.StartWith("pod0"), "the pod itself");
        Assert.That(await rig.Node.AskTcpAsync(IPAddress.Loopback, 9080), Does.StartWith("pod0"));

        var ended = pod;
        ended.Status.Phase = "Succeeded";
        rig.Apply(ended);
        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 9080), Is.EqualTo(Caller.Refused));
    }

    [Test]
    public async Task A_host_port_on_one_address_answers_there_only()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Serve(1, 8080);
        rig.Apply(Pod(new ContainerPort { ContainerPortValue = 8080, HostPort = 9080, HostIP = "127.0.0.1" }));
        rig.Apply(Pod(1, new ContainerPort { ContainerPortValue = 8080, HostPort = 9080, HostIP = NodeRig.NodeAddress.ToString() }));

        Assert.That(await rig.Node.AskTcpAsync(IPAddress.Loopback, 9080), Does.StartWith("pod0"));
        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 9080), Does.StartWith("pod1"));
    }

    [Test]
    public async Task Pods_do_not_reach_the_loopback_network_of_the_node()
    {
        using var rig = new NodeRig();
        rig.Serve(rig.Node, 7000, "node");
        rig.Apply(Pod());
        rig.Pods[0].Ip("address", "del", "127.0.0.1/8", "dev", "lo");
        rig.Pods[0].Ip("link", "set", "lo", "down");
        rig.Pods[0].Execute("sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1");
        rig.Pods[0].Ip("route", "add", "127.0.0.1", "via", "10.42.0.1", "dev", "eth0");

        Assert.That(await rig.Node.AskTcpAsync(IPAddress.Loopback, 7000), Is.EqualTo("node 127.0.0.1"));
        Assert.That(await rig.Pods[0].AskTcpAsync(IPAddress.Loopback, 7000, patience: TimeSpan.FromSeconds(1)), Does.Not.StartWith("node"));
    }

    private static Pod Pod(params ContainerPort[] ports) => Pod(0, ports);

    private static Pod Pod(int number, params ContainerPort[] ports)
    {
        var pod = new Pod();
        pod.Metadata.Name = $"pod{number}";
        pod.Metadata.Namespace = "default";
        var container = pod.Spec.Containers.AddNew();
        container.Ports.ReplaceWith(ports);
        pod.Status.PodIPs.AddNew().Ip = NodeRig.PodAddress(number).ToString();
        return pod;
    }
}
