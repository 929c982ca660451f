using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Files;
using LightKube.Testing.Files;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Certificates;

public sealed class CertificateAuthorityTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void An_authority_is_made_once_and_found_again()
    {
        var first = Authority();
        var second = Authority();

        Assert.That(second.CertificatePem, Is.EqualTo(first.CertificatePem));
        Assert.That(first.Certificate.Subject, Is.EqualTo("CN=test-ca"));
        Assert.That(new DateTimeOffset(first.Certificate.NotAfter), Is.EqualTo(_time.GetUtcNow() + CertificateAuthority.Lifetime));
        Assert.That(File.GetUnixFileMode(_directory.File("ca.key")), Is.EqualTo(AtomicFile.Secret));
    }

    [Test]
    public void A_client_certificate_names_its_user_and_groups_and_is_good_for_clients_alone()
    {
        var authority = Authority();

        using var certificate = authority.Issue(CertificateProfile.Client("system:node:n1", "system:nodes", "others")).ToCertificate();

        Assert.That(certificate.Subject, Is.EqualTo("O=system:nodes, O=others, CN=system:node:n1"));
        Assert.That(PurposesOf(certificate), Is.EqualTo(new[] { "1.3.6.1.5.5.7.3.2" }));
        Assert.That(IsTrusted(certificate, authority));
    }

    [Test]
    public void A_server_certificate_names_its_hosts_and_addresses()
    {
        var profile = CertificateProfile.Server("kubernetes", ["kubernetes.default.svc", "localhost"], [IPAddress.Parse("10.43.0.1"), IPAddress.IPv6Loopback]);

        using var certificate = Authority().Issue(profile).ToCertificate();

        Assert.That(certificate.MatchesHostname("kubernetes.default.svc"));
        Assert.That(certificate.MatchesHostname("10.43.0.1"));
        Assert.That(certificate.MatchesHostname("::1"));
        Assert.That(certificate.MatchesHostname("example.com"), Is.False);
        Assert.That(certificate.HasPrivateKey);
    }

    [Test]
    public void A_certificate_is_valid_for_a_year_from_an_hour_ago()
    {
        using var certificate = Authority().Issue(CertificateProfile.Client("a")).ToCertificate();

        Assert.That(new DateTimeOffset(certificate.NotBefore), Is.EqualTo(_time.GetUtcNow() - TimeSpan.FromHours(1)));
        Assert.That(new DateTimeOffset(certificate.NotAfter), Is.EqualTo(_time.GetUtcNow() + TimeSpan.FromDays(365)));
    }

    [Test]
    public void A_certificate_does_not_outlive_its_authority()
    {
        var authority = Authority();
        _time.Advance(CertificateAuthority.Lifetime - TimeSpan.FromDays(10));

        using var certificate = authority.Issue(CertificateProfile.Client("a")).ToCertificate();

        Assert.That(certificate.NotAfter, Is.EqualTo(authority.Certificate.NotAfter));
    }

    [Test]
    public void The_public_keys_hash_is_that_of_openssl()
    {
        using var known = X509Certificate2.CreateFromPem(KnownCertificate);

        // openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256
        Assert.That(CertificateAuthority.HashPublicKey(known), Is.EqualTo(KnownHash));
    }

    [Test]
    public void An_authority_without_its_key_is_not_replaced()
    {
        Authority();
        File.Delete(_directory.File("ca.key"));

        Assert.That(Authority, Throws.TypeOf<CertificateException>().With.Message.Contains("ca.key is missing"));
    }

    [Test]
    public void A_key_of_another_authority_is_refused()
    {
        Authority();
        using var other = ECDsa.Create();
        File.WriteAllText(_directory.File("ca.key"), other.ExportPkcs8PrivateKeyPem());

        Assert.That(Authority, Throws.TypeOf<CertificateException>().With.Message.Contains("do not belong together"));
    }

    [Test]
    public void A_certificate_that_is_no_authority_is_refused()
    {
        var leaf = Authority().Issue(CertificateProfile.Client("a"));
        File.WriteAllText(_directory.File("ca.crt"), leaf.CertificatePem);
        File.WriteAllText(_directory.File("ca.key"), leaf.KeyPem);

        Assert.That(Authority, Throws.TypeOf<CertificateException>().With.Message.Contains("not the certificate of an authority"));
    }

    [Test]
    public void An_expired_authority_is_refused()
    {
        Authority();
        _time.Advance(CertificateAuthority.Lifetime + TimeSpan.FromDays(1));

        Assert.That(Authority, Throws.TypeOf<CertificateException>().With.Message.Contains("expired on"));
    }

    [Test]
    public void An_RSA_authority_of_the_users_own_issues_too()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=corporate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var own = request.CreateSelfSigned(_time.GetUtcNow(), _time.GetUtcNow().AddYears(1));
        File.WriteAllText(_directory.File("ca.crt"), own.ExportCertificatePem());
        File.WriteAllText(_directory.File("ca.key"), key.ExportRSAPrivateKeyPem());

        var authority = Authority();
        using var certificate = authority.Issue(CertificateProfile.Client("a")).ToCertificate();

        Assert.That(certificate.Issuer, Is.EqualTo("CN=corporate"));
        Assert.That(IsTrusted(certificate, authority));
    }

    private static string[] PurposesOf(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value!)];

    private bool IsTrusted(X509Certificate2 certificate, CertificateAuthority authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }

    private CertificateAuthority Authority() =>
        CertificateAuthority.LoadOrCreate(_directory.File("ca.crt"), _directory.File("ca.key"), "test-ca", _time);

    private const string KnownHash = "sha256:a773551034f554c33b9024e50585c11629c1b475ce5e79d1771b9bf877738474";

    private const string KnownCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdzCCAR2gAwIBAgIUFdhWw3Ci+jI334eEJ9AbtMJhS3swCgYIKoZIzj0EAwIw
        EDEOMAwGA1UEAwwFa25vd24wIBcNMjYxMTIxMDIzNTQzWhgPMjEyNjEwMjgwMjM1
        NDNaMBAxDjAMBgNVBAMMBWtub3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        +v15PHLFBIxpHkvkFY9+cMp+/BoyFV+ZTOlxSZyOtyM6hWSBeA8WPftaRBgFZnHt
        8eW3L8x5hGJs5MB5caWwT6NTMFEwHQYDVR0OBBYEFAxEJpPps9cMLXLQU4R6xtD9
        sigOMB8GA1UdIwQYMBaAFAxEJpPps9cMLXLQU4R6xtD9sigOMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgdWgOVSxZvkaG7PKU5t1M9ZRR7lL0dVwk
        wgtTGwRBjlICIQCT+0gRAKZdSXU7Ow43G9TP5ZRKmPL2lMXsrdW3UcRTDw==
        -----END CERTIFICATE-----
        """;
}
