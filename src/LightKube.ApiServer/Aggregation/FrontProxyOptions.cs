using System.Security.Cryptography.X509Certificates;

namespace LightKube.ApiServer.Aggregation;

/// <summary>How this server and extension servers know each other.</summary>
public sealed record FrontProxyOptions
{
    /// <summary>The authority whose client certificates may speak in any user's name.</summary>
    public required X509Certificate2 Authority { get; init; }

    /// <summary>This server's client certificate of that authority, with its key; asked for at each connection.</summary>
    public required Func<X509Certificate2> Client { get; init; }

    /// <summary>The common names of certificates that may speak in any user's name; empty for all that the authority signed.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = ["front-proxy-client"];
}
