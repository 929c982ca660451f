using System.Net;
using System.Net.Sockets;
using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;

namespace LightKube.Network.Tests.Dns;

internal sealed class ForwardingTests
{
    [Test]
    public async Task Other_names_are_asked_of_the_upstream_server_and_remembered()
    {
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" } };
        var rig = new DnsRig(upstream.Address);

        Assert.That(await rig.AskAsync("example.org", RecordType.A), Is.EqualTo("NoError; example.org 60 A 192.0.2.1"));
        Assert.That(await rig.AskAsync("EXAMPLE.org", RecordType.A, edns: 1232), Is.EqualTo("NoError; example.org 60 A 192.0.2.1"));
        Assert.That(await rig.AskAsync("absent.org", RecordType.A), Does.StartWith("NameError"));
        Assert.That(upstream.Asked, Is.EqualTo(2));
    }

    [Test]
    public async Task The_client_gets_its_own_number_and_its_own_spelling_back()
    {
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" } };
        var rig = new DnsRig(upstream.Address);
        var query = DnsText.Query("ExAmPlE.oRg", RecordType.A, id: 0x1234);

        var answer = await rig.AskAsync(query);

        Assert.That(answer[..2], Is.EqualTo(new byte[] { 0x12, 0x34 }));
        Assert.That(answer[12..25], Is.EqualTo(query[12..25]));
    }

    [Test]
    public async Task A_server_that_is_silent_is_passed_over()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" } };
        var rig = new DnsRig((IPEndPoint)silent.LocalEndPoint!, upstream.Address);

        Assert.That(await rig.AskAsync("example.org", RecordType.A), Is.EqualTo("NoError; example.org 60 A 192.0.2.1"));
    }

    [Test]
    public async Task Without_any_answer_the_client_hears_of_a_server_failure()
    {
        var rig = new DnsRig();
        Assert.That(await rig.AskAsync("example.org", RecordType.A), Is.EqualTo("ServerFailure"));
    }

    [Test]
    public async Task Forged_answers_with_another_number_or_another_question_are_not_taken()
    {
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" }, ForgeFirst = true };
        var rig = new DnsRig(upstream.Address);

        Assert.That(await rig.AskAsync("example.org", RecordType.A), Is.EqualTo("NoError; example.org 60 A 192.0.2.1"));
    }

    [Test]
    public async Task The_same_question_of_many_clients_is_asked_once()
    {
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" } };
        upstream.Hold();
        var rig = new DnsRig(upstream.Address);

        var asked = Enumerable.Range(0, 20).Select(_ => rig.AskAsync("example.org", RecordType.A)).ToArray();
        upstream.Release();

        Assert.That(await Task.WhenAll(asked), Is.All.EqualTo("NoError; example.org 60 A 192.0.2.1"));
        Assert.That(upstream.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task An_external_name_is_an_alias_with_the_addresses_of_its_target()
    {
        using var upstream = new UpstreamServer { Addresses = { ["example.org"] = "192.0.2.1" } };
        var rig = new DnsRig(upstream.Address);
        rig.Zone.Set(ServiceRecord.External("out", "default", "example.org")!);
        rig.Zone.Set(ServiceRecord.External("in", "default", "web.default.svc.cluster.local")!);
        rig.Zone.Set(ServiceRecord.External("loop", "default", "loop.default.svc.cluster.local")!);
        rig.Zone.Set(ServiceRecord.WithAddresses("web", "default", [IPAddress.Parse("10.43.0.80")], [])!);

        Assert.That(await rig.AskAsync("out.default.svc.cluster.local", RecordType.Cname),
            Is.EqualTo("NoError aa; out.default.svc.cluster.local 5 CNAME example.org"));
        Assert.That(await rig.AskAsync("out.default.svc.cluster.local", RecordType.A),
            Is.EqualTo("NoError; out.default.svc.cluster.local 5 CNAME example.org; example.org 60 A 192.0.2.1"));
        Assert.That(await rig.AskAsync("in.default.svc.cluster.local", RecordType.A),
            Is.EqualTo("NoError; in.default.svc.cluster.local 5 CNAME web.default.svc.cluster.local; web.default.svc.cluster.local 30 A 10.43.0.80"));
        Assert.That(await rig.AskAsync("loop.default.svc.cluster.local", RecordType.A), 
            Is.EqualTo("ServerFailure; loop.default.svc.cluster.local 5 CNAME loop.default.svc.cluster.local"));
    }

    [Test]
    public void The_resolver_file_gives_at_most_three_servers_and_never_ourselves()
    {
        const string file = "# comment\nsearch example.org\nnameserver 10.43.0.10\nnameserver\t192.0.2.1 # x\nnameserver fe80::1%eth0\nnameserver nonsense\n"
                            + "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n";

        var servers = ResolvConf.Parse(file, [IPAddress.Parse("10.43.0.10")]);

        Assert.That(servers.Where(server => server.AddressFamily == AddressFamily.InterNetwork).Select(server => server.ToString()),
            Is.EqualTo(new[] { "192.0.2.1:53", "192.0.2.2:53" }));
        Assert.That(servers, Has.Count.EqualTo(3));
    }
}
