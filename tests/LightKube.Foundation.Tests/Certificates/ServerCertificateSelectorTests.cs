using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Certificates;
using LightKube.Testing.Files;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Certificates;

/// <summary>With real TLS over a loopback connection.</summary>
public sealed class ServerCertificateSelectorTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task A_client_without_a_certificate_is_let_in()
    {
        var (selector, _, authority) = Selector();

        var seen = await HandshakeAsync(selector, authority, clientCertificate: null);

        Assert.That(seen.ByServer, Is.Null);
        Assert.That(seen.Protocol, Is.EqualTo(SslApplicationProtocol.Http2));
    }

    [Test]
    public async Task A_clients_certificate_reaches_the_server()
    {
        var (selector, _, authority) = Selector();
        using var client = authority.Issue(CertificateProfile.Client("jane", "developers")).ToCertificate();

        var seen = await HandshakeAsync(selector, authority, client);

        Assert.That(seen.ByServer, Is.EqualTo("O=developers, CN=jane"));
    }

    [Test]
    public async Task A_renewed_certificate_is_shown_to_the_next_connection()
    {
        var (selector, certificate, authority) = Selector();
        var before = await HandshakeAsync(selector, authority, clientCertificate: null);

        _time.Advance(TimeSpan.FromDays(300));
        Assert.That(certificate.RenewIfDue());
        var options = selector.Current;

        using var shown = certificate.Current;
        Assert.That(options.ServerCertificateContext!.TargetCertificate.Thumbprint, Is.EqualTo(shown.Thumbprint));
        Assert.That(before.ByClient, Is.Not.EqualTo(shown.Thumbprint));
    }

    [Test]
    public void Nothing_is_prepared_anew_while_the_certificate_stays()
    {
        var (selector, _, _) = Selector();

        var first = selector.Current;
        Assert.That(selector.Current, Is.SameAs(first));
    }

    private (ServerCertificateSelector Selector, ManagedCertificate Certificate, CertificateAuthority Authority) Selector()
    {
        var authority = CertificateAuthority.LoadOrCreate(_directory.File("ca.crt"), _directory.File("ca.key"), "ca", _time);
        var profile = CertificateProfile.Server("server", ["server.example"], []);
        var certificate = new ManagedCertificate(authority, profile, _directory.File("s.crt"), _directory.File("s.key"), _time);
        return (new ServerCertificateSelector(certificate, [authority.Certificate]), certificate, authority);
    }

    private static async Task<(string? ByServer, string ByClient, SslApplicationProtocol Protocol)> HandshakeAsync(
        ServerCertificateSelector selector, CertificateAuthority authority, X509Certificate2? clientCertificate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var server = new SslStream(accepted.GetStream());
        await using var client = new SslStream(dialled.GetStream());
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority.Certificate);
        var clientOptions = new SslClientAuthenticationOptions
        {
            TargetHost = "server.example",
            CertificateChainPolicy = trust,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateContext = clientCertificate is null ? null : SslStreamCertificateContext.Create(clientCertificate, null, offline: true),
        };
        await Task.WhenAll(server.AuthenticateAsServerAsync(selector.Current), client.AuthenticateAsClientAsync(clientOptions)).InTime();
        // The server has judged the client's certificate once it reads.
        await client.WriteAsync(new byte[1]);
        Assert.That(await server.ReadAsync(new byte[1]), Is.EqualTo(1));
        return (server.RemoteCertificate?.Subject, client.RemoteCertificate!.GetCertHashString(), client.NegotiatedApplicationProtocol);
    }
}
