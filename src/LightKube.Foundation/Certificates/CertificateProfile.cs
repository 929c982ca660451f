using System.Net;

namespace LightKube.Foundation.Certificates;

/// <summary>Whom a certificate names, and what for.</summary>
/// <remarks>Kubernetes reads a client's user name from CN and its groups from O.</remarks>
public sealed record CertificateProfile
{
    /// <summary>CN: a user name for clients, any name for servers.</summary>
    public required string CommonName { get; init; }

    /// <summary>O, one each: the groups of a client.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    /// <summary>The names at which a server is reached; <c>*.example.com</c> is allowed.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The addresses at which a server is reached.</summary>
    public IReadOnlyList<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>Whether a server may show the certificate.</summary>
    public bool ForServer { get; init; }

    /// <summary>Whether a client may show the certificate.</summary>
    public bool ForClient { get; init; }

    /// <summary>A client's certificate: its user name and groups.</summary>
    public static CertificateProfile Client(string user, params string[] groups) =>
        new() { CommonName = user, Organizations = groups, ForClient = true };

    /// <summary>A server's certificate: the names and addresses at which it is reached.</summary>
    public static CertificateProfile Server(string commonName, IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> ipAddresses) =>
        new() { CommonName = commonName, DnsNames = dnsNames, IpAddresses = ipAddresses, ForServer = true };
}
