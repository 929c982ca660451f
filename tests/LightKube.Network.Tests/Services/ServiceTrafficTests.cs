using System.Net;
using LightKube.Network.Rules;
using LightKube.Network.Services;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.Services;

/// <summary>Real packets through the real kernel, in namespaces.</summary>
[NonParallelizable] // Namespaces of many tests at once starve each other on small machines.
internal sealed class ServiceTrafficTests
{
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(700);

    [Test]
    public async Task A_service_address_answers_from_a_pod_from_the_node_from_outside_and_from_its_own_endpoint()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Apply(A.Service(), A.Slice(8080, NodeRig.PodAddress(0)));

        Assert.That(await rig.Pods[1].AskTcpAsync(A.ClusterAddress, 80), Is.EqualTo($"pod0 {NodeRig.PodAddress(1)}"));
        Assert.That(await rig.Node.AskTcpAsync(A.ClusterAddress, 80), Is.EqualTo("pod0 10.42.0.1"));
        Assert.That(await rig.Client.AskTcpAsync(A.ClusterAddress, 80), Is.EqualTo("pod0 10.42.0.1"));
        Assert.That(await rig.Pods[0].AskTcpAsync(A.ClusterAddress, 80), Is.EqualTo("pod0 10.42.0.1"));
    }

    [Test]
    public async Task Connections_spread_over_all_endpoints()
    {
        using var rig = new NodeRig(3);
        for (var pod = 0; pod < 3; pod++)
            rig.Serve(pod, 8080);
        rig.Apply(A.Service(), A.Slice(8080, NodeRig.PodAddress(0), NodeRig.PodAddress(1), NodeRig.PodAddress(2)));

        var answers = new HashSet<string>();
        for (var attempt = 0; attempt < 60; attempt++)
            answers.Add((await rig.Client.AskTcpAsync(A.ClusterAddress, 80)).Split(' ')[0]);

        Assert.That(answers, Is.EquivalentTo(new[] { "pod0", "pod1", "pod2" }));
    }

    [Test]
    public async Task A_node_port_answers_on_every_address_of_the_node_but_loopback()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Apply(A.Service(nodePort: 30080), A.Slice(8080, NodeRig.PodAddress(0)));

        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 30080), Is.EqualTo("pod0 10.42.0.1"));
        Assert.That(await rig.Pods[1].AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith("pod0"));
        Assert.That(await rig.Pods[0].AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith("pod0"));
        Assert.That(await rig.Node.AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith("pod0"));
        Assert.That(await rig.Node.AskTcpAsync(IPAddress.Loopback, 30080), Is.EqualTo(Caller.Refused));
    }

    [Test]
    public async Task External_and_load_balancer_addresses_answer_and_source_ranges_filter_the_latter()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        var external = IPAddress.Parse("203.0.113.5");
        var balancer = IPAddress.Parse("203.0.113.6");
        var service = A.Service() with { ExternalAddresses = [external], LoadBalancerAddresses = [balancer] };
        rig.Apply(service, A.Slice(8080, NodeRig.PodAddress(0)));
        Assert.That(await rig.Client.AskTcpAsync(external, 80), Is.EqualTo("pod0 10.42.0.1"));
        Assert.That(await rig.Client.AskTcpAsync(balancer, 80), Is.EqualTo("pod0 10.42.0.1"));

        rig.Apply(service with { SourceRanges = [IPNetwork.Parse("198.51.100.0/24")] }, A.Slice(8080, NodeRig.PodAddress(0)));

        Assert.That(await rig.Client.AskTcpAsync(external, 80), Is.EqualTo("pod0 10.42.0.1"));
        Assert.That(await rig.Client.AskTcpAsync(balancer, 80, patience: Briefly), Is.EqualTo(Caller.NoAnswer));
    }

    [Test]
    public async Task External_traffic_policy_Local_keeps_the_client_address_and_uses_endpoints_of_this_node_only()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Serve(1, 8080);
        var service = A.Service(nodePort: 30080) with { ExternalTrafficIsLocal = true };
        rig.Apply(service, A.Slice(Transport.Tcp, 8080, A.Endpoint(NodeRig.PodAddress(0)), A.Endpoint(NodeRig.PodAddress(1), "node-b")));

        for (var attempt = 0; attempt < 10; attempt++)
            Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 30080), Is.EqualTo($"pod0 {NodeRig.ClientAddress}"));

        rig.Apply(service, A.Slice(Transport.Tcp, 8080, A.Endpoint(NodeRig.PodAddress(1), "node-b")));
        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 30080, patience: Briefly), Is.EqualTo(Caller.NoAnswer));
        Assert.That(await rig.Pods[0].AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith("pod1"), "pods are not outside");
        Assert.That(await rig.Node.AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith("pod1"), "the node is not outside");
    }

    [Test]
    public async Task Internal_traffic_policy_Local_drops_when_this_node_has_no_endpoint()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        var service = A.Service() with { InternalTrafficIsLocal = true };
        rig.Apply(service, A.Slice(Transport.Tcp, 8080, A.Endpoint(NodeRig.PodAddress(0))));
        Assert.That(await rig.Pods[1].AskTcpAsync(A.ClusterAddress, 80), Does.StartWith("pod0"));

        rig.Apply(service, A.Slice(Transport.Tcp, 8080, A.Endpoint(NodeRig.PodAddress(0), "node-b")));

        Assert.That(await rig.Pods[1].AskTcpAsync(A.ClusterAddress, 80, patience: Briefly), Is.EqualTo(Caller.NoAnswer));
    }

    [TestCase(Transport.Tcp)]
    [TestCase(Transport.Udp)]
    public async Task Without_endpoints_and_without_a_service_a_connection_is_refused_at_once(Transport transport)
    {
        using var rig = new NodeRig();
        rig.Apply(A.Service(transport: transport, nodePort: 30080));

        foreach (var from in (NetNamespace[])[rig.Pods[0], rig.Node, rig.Client])
            foreach (var address in (IPAddress[])[A.ClusterAddress, IPAddress.Parse("10.43.99.99")])
                Assert.That(transport == Transport.Tcp ? await from.AskTcpAsync(address, 80) : await from.AskUdpAsync(address, 80),
                    Is.EqualTo(Caller.Refused), $"{from.Name} to {address}");
        Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 30080), Is.EqualTo(Caller.Refused));
    }

    [Test]
    public async Task A_client_with_affinity_keeps_its_endpoint_until_it_goes_or_the_time_is_over()
    {
        using var rig = new NodeRig(3);
        for (var pod = 0; pod < 3; pod++)
            rig.Serve(pod, 8080);
        var service = A.Service(nodePort: 30080) with { AffinitySeconds = 10 };
        var all = A.Slice(8080, NodeRig.PodAddress(0), NodeRig.PodAddress(1), NodeRig.PodAddress(2));
        rig.Apply(service, all);

        var first = (await rig.Client.AskTcpAsync(A.ClusterAddress, 80)).Split(' ')[0];
        for (var attempt = 0; attempt < 15; attempt++)
            Assert.That(await rig.Client.AskTcpAsync(NodeRig.NodeAddress, 30080), Does.StartWith(first));

        // Another endpoint goes: the client stays where it is.
        var mine = int.Parse(first[3..]);
        rig.Apply(service, A.Slice(8080, NodeRig.PodAddress(mine), NodeRig.PodAddress((mine + 1) % 3)));
        for (var attempt = 0; attempt < 15; attempt++)
            Assert.That(await rig.Client.AskTcpAsync(A.ClusterAddress, 80), Does.StartWith(first));

        // Its own goes: it gets another one, and keeps that.
        rig.Apply(service, A.Slice(8080, NodeRig.PodAddress((mine + 1) % 3), NodeRig.PodAddress((mine + 2) % 3)));
        var second = (await rig.Client.AskTcpAsync(A.ClusterAddress, 80)).Split(' ')[0];
        Assert.That(second, Is.Not.EqualTo(first));
        for (var attempt = 0; attempt < 15; attempt++)
            Assert.That(await rig.Client.AskTcpAsync(A.ClusterAddress, 80), Does.StartWith(second));
        Assert.That(rig.Node.Execute("nft", "list", "table", "inet", "lightkube"), Does.Contain("timeout 10s"));
    }

    [Test]
    public async Task A_UDP_client_that_keeps_its_port_is_led_to_the_endpoint_that_is_there_now()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8053);
        rig.Serve(1, 8053);
        var service = A.Service(transport: Transport.Udp, port: 53, nodePort: 30053);
        SliceInput To(int pod) => A.Slice(Transport.Udp, 8053, A.Endpoint(NodeRig.PodAddress(pod)));
        rig.Apply(service, To(0));
        using var byAddress = rig.Client.UdpSocket(A.ClusterAddress);
        using var byNodePort = rig.Client.UdpSocket(A.ClusterAddress);
        Assert.That(await byAddress.AskAsync(A.ClusterAddress, 53), Does.StartWith("pod0"));
        Assert.That(await byNodePort.AskAsync(NodeRig.NodeAddress, 30053), Does.StartWith("pod0"));

        var commit = rig.Apply(service, To(1));

        Assert.That(commit.DeletedFlows, Is.EqualTo(2));
        Assert.That(await byAddress.AskAsync(A.ClusterAddress, 53), Does.StartWith("pod1"));
        Assert.That(await byNodePort.AskAsync(NodeRig.NodeAddress, 30053), Does.StartWith("pod1"));
    }

    [Test]
    public async Task A_restart_replaces_the_table_without_a_refused_connection_and_forgets_services_that_went_meanwhile()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        var gone = A.Service("gone") with { ClusterAddresses = [IPAddress.Parse("10.43.0.81")] };
        rig.Apply((A.Service(), [A.Slice(8080, NodeRig.PodAddress(0))]), (gone, [A.Slice(8080, NodeRig.PodAddress(0))]));
        using var stop = new CancellationTokenSource();
        var calls = CallUntilAsync(rig, stop.Token);

        for (var restart = 0; restart < 20; restart++)
        {
            rig.Applier.Dispose();
            rig.Applier = rig.Node.Run(() => new RulesetApplier(NodeRig.Layout));
            rig.Apply(A.Service(), A.Slice(8080, NodeRig.PodAddress(0)));
        }
        await stop.CancelAsync();

        Assert.That(await calls, Is.Empty);
        Assert.That(await rig.Pods[1].AskTcpAsync(IPAddress.Parse("10.43.0.81"), 80), Is.EqualTo(Caller.Refused));
    }

    [Test]
    public async Task IPv6_services_answer_from_pods_nodes_and_themselves()
    {
        using var rig = new NodeRig(3);
        rig.Serve(0, 8080);
        rig.Serve(1, 8080);
        var address = IPAddress.Parse("fd43::80");
        var service = A.Service() with { ClusterAddresses = [address] };
        rig.Apply(service, A.Slice(8080, NodeRig.PodAddress6(0), NodeRig.PodAddress6(1)));

        Assert.That(await rig.Pods[2].AskTcpAsync(address, 80), Does.Match("^pod[01] " + NodeRig.PodAddress6(2)));
        Assert.That(await rig.Node.AskTcpAsync(address, 80), Does.StartWith("pod"));
        for (var attempt = 0; attempt < 8; attempt++)
            Assert.That(await rig.Pods[0].AskTcpAsync(address, 80), Does.StartWith("pod"));
    }

    [Test]
    public async Task Pods_leave_the_cluster_with_the_address_of_the_node()
    {
        using var rig = new NodeRig();
        rig.Serve(rig.Client, 8080, "outside");
        rig.Serve(0, 8080);
        rig.Apply(A.Service());

        Assert.That(await rig.Pods[0].AskTcpAsync(NodeRig.ClientAddress, 8080), Is.EqualTo($"outside {NodeRig.NodeAddress}"));
        Assert.That(await rig.Pods[1].AskTcpAsync(NodeRig.PodAddress(0), 8080), Is.EqualTo($"pod0 {NodeRig.PodAddress(1)}"));
    }

    private static async Task<List<string>> CallUntilAsync(NodeRig rig, CancellationToken stop)
    {
        var failures = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            var answer = await rig.Pods[1].AskTcpAsync(A.ClusterAddress, 80);
            if (!answer.StartsWith("pod0", StringComparison.Ordinal))
                failures.Add(answer);
        }
        return failures;
    }
}
