using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Tests.Dns;

/// <summary>Packets that nobody means well with: answered or ignored, never thrown over.</summary>
internal sealed class MalformedMessageTests
{
    [Test]
    public async Task Every_truncation_of_a_query_is_ignored_or_a_format_error()
    {
        var rig = new DnsRig();
        var query = DnsText.Query("web.default.svc.cluster.local", RecordType.A, 4096);
        for (var length = 0; length < query.Length; length++)
        {
            var answer = await rig.AskAsync(query[..length]);
            if (length < DnsLimits.HeaderLength)
                Assert.That(answer, Is.Empty, $"{length} bytes");
            else
                Assert.That(answer[3] & 0xf, Is.EqualTo((int)ResponseCode.FormatError), $"{length} bytes");
        }
    }

    [Test]
    public async Task Random_bytes_never_throw()
    {
        var rig = new DnsRig();
        var random = new Random(5);
        var template = DnsText.Query("web.default.svc.cluster.local", RecordType.A, 4096);
        for (var round = 0; round < 20_000; round++)
        {
            var message = (byte[])template.Clone();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            Assert.That(await rig.AskAsync(message), Has.Length.LessThanOrEqualTo(DnsLimits.UdpLength));
            _ = UpstreamAnswer.From(message);
        }
    }

    [TestCase(12, TestName = "A_name_that_points_to_itself_is_malformed")]
    [TestCase(14, TestName = "A_name_that_points_forward_is_malformed")]
    public void Pointers_that_do_not_go_back_are_malformed(int target)
    {
        byte[] message = [.. new byte[12], 0xc0, (byte)target, 0xc0, 12, 0, 0];
        Assert.That(WireName.Read(message, 12, new byte[255], out _), Is.Zero);
    }

    [Test]
    public void A_chain_of_pointers_is_followed_only_so_far()
    {
        var message = new byte[1024];
        for (var offset = 14; offset < 1000; offset += 2)
            (message[offset], message[offset + 1]) = ((byte)(0xc0 | ((offset - 2) >> 8)), (byte)(offset - 2));
        Assert.That(WireName.Read(message, 998, new byte[255], out _), Is.Zero);
    }

    [Test]
    public void A_name_of_more_than_255_bytes_is_malformed()
    {
        byte[] message = [.. new byte[12], .. Enumerable.Repeat((byte[])[1, (byte)'a'], 128).SelectMany(label => label), 0, 0, 1, 0, 1];
        Assert.That(WireName.Read(message, 12, new byte[255], out _), Is.Zero);
    }

    [Test]
    public async Task Answers_are_ignored_and_other_operations_classes_and_versions_refused()
    {
        var rig = new DnsRig();
        var name = "web.default.svc.cluster.local";
        Assert.That(await rig.AskAsync(DnsText.Query(name, RecordType.A, flags: HeaderFlags.Response)), Is.Empty);
        Assert.That((await rig.AskAsync(DnsText.Query(name, RecordType.A, flags: 0x2800)))[3] & 0xf, Is.EqualTo((int)ResponseCode.NotImplemented));
        Assert.That((await rig.AskAsync(DnsText.Query(name, (RecordType)252)))[3] & 0xf, Is.EqualTo((int)ResponseCode.Refused));
        var chaos = DnsText.Query(name, RecordType.A);
        chaos[^1] = 3;
        Assert.That((await rig.AskAsync(chaos))[3] & 0xf, Is.EqualTo((int)ResponseCode.Refused));
        var version1 = DnsText.Query(name, RecordType.A, 1232);
        version1[^5] = 1;
        var answer = await rig.AskAsync(version1);
        Assert.That(((answer[^6] << 4) | (answer[3] & 0xf)), Is.EqualTo((int)ResponseCode.BadVersion));
    }

    [TestCase("a..b")]
    [TestCase("this-label-is-longer-than-sixty-three-characters-which-no-label-may-ever-be.org")]
    public void Names_that_are_none_have_no_wire_form(string name) => Assert.That(WireName.Encode(name), Is.Null);
}
