using System.Net;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;

namespace LightKube.Network.Tests.Dns;

/// <summary>The names of the Kubernetes DNS specification 1.1.0.</summary>
internal sealed class ClusterZoneTests
{
    private const string Nothing = "NoError aa; authority cluster.local SOA";
    private const string NoName = "NameError aa; authority cluster.local SOA";

    [TestCase("web.default.svc.cluster.local", RecordType.A, "NoError aa; web.default.svc.cluster.local 30 A 10.43.0.80")]
    [TestCase("WEB.Default.svc.CLUSTER.local", RecordType.A, "NoError aa; web.default.svc.cluster.local 30 A 10.43.0.80")]
    [TestCase("web.default.svc.cluster.local", RecordType.Aaaa, Nothing)]
    [TestCase("web.default.svc.cluster.local", RecordType.Txt, Nothing)]
    [TestCase("dual.default.svc.cluster.local", RecordType.Aaaa, "NoError aa; dual.default.svc.cluster.local 30 AAAA fd43::80")]
    [TestCase("_http._tcp.web.default.svc.cluster.local", RecordType.Srv,
        "NoError aa; _http._tcp.web.default.svc.cluster.local 30 SRV 80 web.default.svc.cluster.local")]
    [TestCase("_http._udp.web.default.svc.cluster.local", RecordType.Srv, NoName)]
    [TestCase("_http._tcp.web.default.svc.cluster.local", RecordType.A, Nothing)]
    [TestCase("_tcp.web.default.svc.cluster.local", RecordType.A, Nothing)]
    [TestCase("web.other.svc.cluster.local", RecordType.A, NoName)]
    [TestCase("absent.default.svc.cluster.local", RecordType.A, NoName)]
    [TestCase("default.svc.cluster.local", RecordType.A, Nothing)]
    [TestCase("other.svc.cluster.local", RecordType.A, NoName)]
    [TestCase("svc.cluster.local", RecordType.A, Nothing)]
    [TestCase("cluster.local", RecordType.A, Nothing)]
    [TestCase("cluster.local", RecordType.Ns, "NoError aa; cluster.local 30 NS ns.dns.cluster.local")]
    [TestCase("absent.cluster.local", RecordType.A, NoName)]
    [TestCase("a.b.c.d.e.f.g.h.svc.cluster.local", RecordType.A, NoName)]
    [TestCase("dns-version.cluster.local", RecordType.Txt, "NoError aa; dns-version.cluster.local 30 TXT 1.1.0")]
    [TestCase("dns-version.cluster.local", RecordType.A, Nothing)]
    public async Task Services(string name, RecordType type, string expected)
    {
        var rig = Filled();
        Assert.That(await rig.AskAsync(name, type), Is.EqualTo(expected));
    }

    [TestCase("db.default.svc.cluster.local", RecordType.A,
        "NoError aa; db.default.svc.cluster.local 5 A 10.42.0.7; db.default.svc.cluster.local 5 A 10.42.0.8")]
    [TestCase("db-0.db.default.svc.cluster.local", RecordType.A, "NoError aa; db-0.db.default.svc.cluster.local 5 A 10.42.0.7")]
    [TestCase("10-42-0-8.db.default.svc.cluster.local", RecordType.A, "NoError aa; 10-42-0-8.db.default.svc.cluster.local 5 A 10.42.0.8")]
    [TestCase("db-9.db.default.svc.cluster.local", RecordType.A, NoName)]
    [TestCase("_sql._tcp.db.default.svc.cluster.local", RecordType.Srv,
        "NoError aa; _sql._tcp.db.default.svc.cluster.local 5 SRV 5432 db-0.db.default.svc.cluster.local"
        + "; _sql._tcp.db.default.svc.cluster.local 5 SRV 5432 10-42-0-8.db.default.svc.cluster.local")]
    [TestCase("empty.default.svc.cluster.local", RecordType.A, Nothing)]
    public async Task Headless_services(string name, RecordType type, string expected)
    {
        var rig = Filled();
        Assert.That(await rig.AskAsync(name, type), Is.EqualTo(expected));
    }

    [TestCase("10-42-0-7.default.pod.cluster.local", RecordType.A, "NoError aa; 10-42-0-7.default.pod.cluster.local 5 A 10.42.0.7")]
    [TestCase("fd42--7.default.pod.cluster.local", RecordType.Aaaa, "NoError aa; fd42--7.default.pod.cluster.local 5 AAAA fd42::7")]
    [TestCase("10-42-0-700.default.pod.cluster.local", RecordType.A, NoName)]
    [TestCase("nonsense.default.pod.cluster.local", RecordType.A, NoName)]
    [TestCase("default.pod.cluster.local", RecordType.A, Nothing)]
    public async Task Pods(string name, RecordType type, string expected)
    {
        var rig = Filled();
        Assert.That(await rig.AskAsync(name, type), Is.EqualTo(expected));
    }

    [TestCase("80.0.43.10.in-addr.arpa", "NoError aa; 80.0.43.10.in-addr.arpa 5 PTR web.default.svc.cluster.local")]
    [TestCase("7.0.42.10.in-addr.arpa", "NoError aa; 7.0.42.10.in-addr.arpa 5 PTR db-0.db.default.svc.cluster.local")]
    [TestCase("99.0.42.10.in-addr.arpa", "NameError aa; authority 99.0.42.10.in-addr.arpa SOA")]
    public async Task Reverse_names(string name, string expected)
    {
        var rig = Filled();
        Assert.That(await rig.AskAsync(name, RecordType.Ptr), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_service_that_goes_takes_its_names_and_its_namespace_along()
    {
        var rig = Filled();
        foreach (var name in (string[])["web", "dual", "db", "empty"])
            rig.Zone.Remove(ServiceRecord.KeyOf(name, "default")!);

        Assert.That(await rig.AskAsync("web.default.svc.cluster.local", RecordType.A), Is.EqualTo(NoName));
        Assert.That(await rig.AskAsync("default.svc.cluster.local", RecordType.A), Is.EqualTo(NoName));
        Assert.That(await rig.AskAsync("80.0.43.10.in-addr.arpa", RecordType.Ptr), Does.StartWith("NameError"));
    }

    [Test]
    public async Task An_answer_that_does_not_fit_is_cut_at_a_record_and_marked_and_comes_whole_over_TCP()
    {
        var rig = new DnsRig();
        rig.Zone.Set(ServiceRecord.Headless("big", "default",
            Enumerable.Range(1, 100).Select(n => EndpointRecord.From(IPAddress.Parse($"10.42.1.{n}"), null, [])))!);

        var plain = await rig.AskAsync(DnsText.Query("big.default.svc.cluster.local", RecordType.A));
        var edns = await rig.AskAsync(DnsText.Query("big.default.svc.cluster.local", RecordType.A, 4096));
        var tcp = await rig.AskAsync("big.default.svc.cluster.local", RecordType.A, overTcp: true);

        Assert.That(plain, Has.Length.LessThanOrEqualTo(512));
        Assert.That(DnsText.Of(plain), Does.StartWith("NoError aa tc; big"));
        Assert.That(edns, Has.Length.InRange(1200, 1232));
        Assert.That(DnsText.Of(edns), Does.StartWith("NoError aa tc; big"));
        Assert.That(tcp.Split("; "), Has.Length.EqualTo(101));
        Assert.That(tcp, Does.Not.Contain(" tc"));
    }

    [Test]
    public void Answers_of_the_zone_allocate_nothing()
    {
        var rig = Filled();
        var query = DnsText.Query("web.default.svc.cluster.local", RecordType.A, 1232);
        var response = new byte[2048];
        for (var warm = 0; warm < 100; warm++)
            rig.Engine.Answer(query, response, false, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
            rig.Engine.Answer(query, response, false, out _);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static DnsRig Filled()
    {
        var rig = new DnsRig();
        rig.Zone.Set(ServiceRecord.WithAddresses("web", "default", [IPAddress.Parse("10.43.0.80")], [PortRecord.From("http", "tcp", 80)!])!);
        rig.Zone.Set(ServiceRecord.WithAddresses("dual", "default", [IPAddress.Parse("10.43.0.81"), IPAddress.Parse("fd43::80")], [])!);
        PortRecord[] sql = [PortRecord.From("sql", "tcp", 5432)!];
        rig.Zone.Set(ServiceRecord.Headless("db", "default",
        [
            EndpointRecord.From(IPAddress.Parse("10.42.0.7"), "db-0", sql),
            EndpointRecord.From(IPAddress.Parse("10.42.0.8"), null, sql),
        ])!);
        rig.Zone.Set(ServiceRecord.Headless("empty", "default", [])!);
        return rig;
    }
}
