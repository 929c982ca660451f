using System.Security.Cryptography.X509Certificates;

namespace LightKube.Client.Http;

/// <summary>How to reach an API server, and as whom.</summary>
public sealed record ClientConfig
{
    /// <summary>As in a kubeconfig: <c>https://192.0.2.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The only certificates by which the server may prove itself; empty to trust those of the system.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>The server's name when it is not the one in its address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The client's certificate with its key; asked for at every connection, so that it may be renewed.</summary>
    public Func<X509Certificate2?>? ClientCertificate { get; init; }

    /// <summary>A bearer token, or null.</summary>
    public string? Token { get; init; }

    /// <summary>A file with a bearer token that is renewed, or null.</summary>
    public string? TokenFile { get; init; }

    public string UserAgent { get; init; } = "lightkube";
}
