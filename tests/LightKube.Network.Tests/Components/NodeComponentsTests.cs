using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Network.Components;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Tests.Dns;
using LightKube.Network.Tests.Rig;
using LightKube.Testing.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Network.Tests.Components;

/// <summary>The components of a node over the API in memory, with real traffic in namespaces.</summary>
[NonParallelizable] // Namespaces of many tests at once starve each other on small machines.
internal sealed class NodeComponentsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly IPAddress Dns = NodeRig.Layout.DnsAddresses[0];

    [Test]
    public async Task Services_work_and_change_as_the_API_says()
    {
        using var rig = new NodeRig();
        rig.Serve(0, 8080);
        rig.Serve(1, 8080);
        await using var node = await NodeUnderTest.StartAsync(rig);
        await node.Api.CreateAsync(Service("web", "10.43.0.80"), CancellationToken.None);
        await node.Api.CreateAsync(Slice("web", 0), CancellationToken.None);
        await AnswersAsync(() => rig.Client.AskTcpAsync(Rig.A.ClusterAddress, 80), "pod0");
        Assert.That(node.Proxy.NotReadyBecause, Is.Null);

        await node.Api.UpdateAsync(Slice("web", 1), CancellationToken.None);
        await AnswersAsync(() => rig.Client.AskTcpAsync(Rig.A.ClusterAddress, 80), "pod1");

        await node.Api.DeleteAsync<Service>(new ObjectKey("default", "web"), CancellationToken.None);
        await AnswersAsync(() => rig.Client.AskTcpAsync(Rig.A.ClusterAddress, 80), Caller.Refused);
    }

    [Test]
    public async Task DNS_answers_pods_and_the_node_even_when_a_service_has_its_address()
    {
        using var rig = new NodeRig();
        await using var node = await NodeUnderTest.StartAsync(rig);
        var dns = Service("kube-dns", Dns.ToString());
        dns.Spec.Ports[0].Port = 53;
        dns.Spec.Ports[0].Protocol = "UDP";
        await node.Api.CreateAsync(dns, CancellationToken.None);
        await node.Api.CreateAsync(Slice("kube-dns", 1), CancellationToken.None);
        await node.Api.CreateAsync(Service("web", "10.43.0.80"), CancellationToken.None);
        const string expected = "NoError aa; web.default.svc.cluster.local 30 A 10.43.0.80";

        await AnswersAsync(() => AskAsync(rig.Pods[0], ProtocolType.Udp), expected);
        Assert.That(await AskAsync(rig.Pods[0], ProtocolType.Tcp), Is.EqualTo(expected));
        Assert.That(await AskAsync(rig.Node, ProtocolType.Udp), Is.EqualTo(expected));

        Assert.That(rig.Node.Ip("address", "show", "dev", "lo"), Does.Contain("10.43.0.10/32 scope host"));
        await node.StopAsync();
        Assert.That(rig.Node.Ip("address", "show", "dev", "lo"), Does.Not.Contain("10.43.0.10"));
    }

    private static async Task<string> AskAsync(NetNamespace from, ProtocolType protocol)
    {
        var udp = protocol == ProtocolType.Udp;
        using var socket = from.Run(() => new Socket(AddressFamily.InterNetwork, udp ? SocketType.Dgram : SocketType.Stream, protocol));
        using var deadline = new CancellationTokenSource(Deadline);
        var query = DnsText.Query("web.default.svc.cluster.local", RecordType.A);
        var buffer = new byte[2048];
        try
        {
            await socket.ConnectAsync(new IPEndPoint(Dns, 53), deadline.Token);
            await socket.SendAsync(udp ? query : [(byte)(query.Length >> 8), (byte)query.Length, .. query], deadline.Token);
            var length = await socket.ReceiveAsync(buffer, deadline.Token);
            return DnsText.Of(buffer.AsSpan(udp ? 0 : 2, udp ? length : length - 2));
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode.ToString();
        }
    }

    // Refusals come at once, so asking again is the wait.
    private static async Task AnswersAsync(Func<Task<string>> ask, string expected)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var answer = await ask();
        while (!answer.StartsWith(expected, StringComparison.Ordinal) && !deadline.IsCancellationRequested)
            answer = await ask();
        Assert.That(answer, Does.StartWith(expected));
    }

    private static Service Service(string name, string address)
    {
        var service = new Service();
        service.Metadata.Name = name;
        service.Metadata.Namespace = "default";
        service.Spec.Ports.Add(new ServicePort { Port = 80, Protocol = "TCP" });
        service.Spec.ClusterIP = address;
        return service;
    }

    private static EndpointSlice Slice(string service, int pod)
    {
        var slice = new EndpointSlice { AddressType = "IPv4" };
        slice.Metadata.Name = service + "-1";
        slice.Metadata.Namespace = "default";
        slice.Metadata.Labels["kubernetes.io/service-name"] = service;
        slice.Ports.Add(new LightKube.Api.Discovery.V1.EndpointPort { Name = "", Port = 8080, Protocol = "TCP" });
        slice.Endpoints.AddNew().Addresses.Add(NodeRig.PodAddress(pod).ToString());
        return slice;
    }

    private sealed class NodeUnderTest : IAsyncDisposable
    {
        private readonly InformerSet _informers;
        private readonly IComponent[] _components;

        private NodeUnderTest()
        {
            _informers = new InformerSet(Api, TimeProvider.System, () => 0, NullLoggerFactory.Instance);
            Proxy = new ServiceProxy(_informers, NodeRig.Layout, TimeProvider.System, NullLoggerFactory.Instance);
            _components =
            [
                _informers, Proxy,
                new DnsServer(_informers, NodeRig.Layout, "/nonexistent", TimeProvider.System, () => 0, NullLoggerFactory.Instance),
            ];
        }

        public MemoryApi Api { get; } = new(TimeProvider.System);

        public ServiceProxy Proxy { get; }

        public static async Task<NodeUnderTest> StartAsync(NodeRig rig)
        {
            var node = new NodeUnderTest();
            foreach (var component in node._components)
                await rig.Node.Run(() => component.StartAsync(CancellationToken.None));
            return node;
        }

        public async Task StopAsync()
        {
            foreach (var component in _components.Reverse())
                await component.StopAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            foreach (var component in _components.OfType<IDisposable>())
                component.Dispose();
            await _informers.DisposeAsync();
        }
    }
}
