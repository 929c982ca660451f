using System.Net;

namespace LightKube.Network.Dns.Upstream;

/// <summary>The name servers of a resolver configuration file, as resolv.conf(5) writes them.</summary>
internal static class ResolvConf
{
    private const ushort DnsPort = 53;

    // The C library uses three; more only make a failing query slower.
    private const int ServersMax = 3;

    /// <summary>Servers in order, without our own addresses: asking ourselves would go round for ever.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text, IReadOnlyCollection<IPAddress> own)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["nameserver", var text1, ..] || !IPAddress.TryParse(text1, out var address))
                continue;
            if (servers.Count < ServersMax && !own.Contains(address) && !servers.Any(server => server.Address.Equals(address)))
                servers.Add(new IPEndPoint(address, DnsPort));
        }
        return servers;
    }
}
