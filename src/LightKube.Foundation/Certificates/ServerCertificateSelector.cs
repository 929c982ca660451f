using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LightKube.Foundation.Certificates;

/// <summary>
/// Gives a TLS server its certificate at each connection, so that a renewed one is shown without a restart. Clients are asked for a certificate
/// and may have none; whether theirs is good is for the authenticator to judge, which can answer 401 where TLS would only hang up.
/// </summary>
/// <param name="certificate">The server's certificate.</param>
/// <param name="clientAuthorities">Whose client certificates are wanted: told to clients, so that browsers do not offer others.</param>
public sealed class ServerCertificateSelector(ManagedCertificate certificate, X509Certificate2Collection clientAuthorities)
{
    /// <summary>How long a client may take for its handshake, so that idle connections cannot pile up.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private volatile Prepared? _prepared;

    /// <summary>For Kestrel's <c>UseHttps</c>.</summary>
    public TlsHandshakeCallbackOptions ToKestrelOptions() => new()
    {
        HandshakeTimeout = HandshakeTimeout,
        OnConnection = _ => ValueTask.FromResult(Current),
    };

    /// <summary>The options for a connection that begins now. The same object until the certificate is renewed.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            var now = certificate.Current;
            if (_prepared is { } prepared && ReferenceEquals(prepared.Certificate, now))
                return prepared.Options;
            // Two connections may both get here after a renewal; each result is good.
            var next = new Prepared(now, Prepare(now));
            _prepared = next;
            return next.Options;
        }
    }

    private SslServerAuthenticationOptions Prepare(X509Certificate2 current) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(
            current, additionalCertificates: null, offline: true, SslCertificateTrust.CreateForX509Collection(clientAuthorities, true)),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // It is clients' certificates that are let through here, to be judged by the authenticator.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    private sealed record Prepared(X509Certificate2 Certificate, SslServerAuthenticationOptions Options);
}
