using System.Net;
using LightKube.Network.Dns.Server;
using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Network.Tests.Dns;

/// <summary>An engine over a zone that the test fills, with an upstream server on the loopback interface when the test wants one.</summary>
internal sealed class DnsRig
{
    private static readonly IPNetwork[] Networks = [IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("10.43.0.0/16")];
    public DnsRig(params IPEndPoint[] upstream)
    {
        Engine = new DnsEngine(
            new ClusterZone(Zone, "cluster.local", Networks, () => 0),
            new Forwarder(() => upstream, TimeProvider.System, NullLogger.Instance));
    }

    public ZoneIndex Zone { get; } = new();

    public DnsEngine Engine { get; }

    public async Task<byte[]> AskAsync(byte[] query, bool overTcp = false)
    {
        var response = new byte[DnsLimits.TcpLength + 11];
        var length = Engine.Answer(query, response, overTcp, out var pending);
        if (pending is not null)
            length = await Engine.CompleteAsync(pending, response, CancellationToken.None);
        return response[..length];
    }

    public async Task<string> AskAsync(string name, RecordType type, bool overTcp = false, int? edns = null) =>
        DnsText.Of(await AskAsync(DnsText.Query(name, type, edns), overTcp));
}
