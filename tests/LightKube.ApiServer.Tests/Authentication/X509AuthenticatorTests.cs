using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class X509AuthenticatorTests
{
    private ManualTime _time = null!;
    private X509Certificate2 _ca = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new ManualTime();
        _ca = MakeCa("cluster-ca");
    }

    [TearDown]
    public void TearDown() => _ca.Dispose();

    [Test]
    public void Common_name_is_the_user_and_organizations_are_its_groups()
    {
        using var certificate = Issue(_ca, "CN=jane, O=devs, O=ops");

        var user = Authenticate(certificate).User!;

        Assert.That(user.Name, Is.EqualTo("jane"));
        Assert.That(user.Groups, Is.EquivalentTo(new[] { "devs", "ops" }));
        Assert.That(user.Extra["authentication.kubernetes.io/credential-id"][0], Does.StartWith("X509SHA256="));
    }

    [Test]
    public void A_certificate_of_a_foreign_authority_is_refused()
    {
        using var foreign = MakeCa("cluster-ca");
        using var certificate = Issue(foreign, "CN=jane, O=system:masters");

        Assert.That(Authenticate(certificate).User, Is.Null);
        Assert.That(Authenticate(certificate).Error, Is.Not.Null);
    }

    [Test]
    public void A_known_certificate_counts_until_it_expires()
    {
        using var certificate = Issue(_ca, "CN=jane");
        var authenticator = new X509Authenticator(() => [_ca], _time);
        var request = new AuthenticationRequest(certificate, null, null);
        Assert.That(authenticator.Authenticate(request).IsAuthenticated, Is.True);

        _time.Now += TimeSpan.FromDays(2);

        Assert.That(authenticator.Authenticate(request).IsAuthenticated, Is.False);
    }

    [Test]
    public void The_same_certificate_on_two_connections_is_one_user()
    {
        using var certificate = Issue(_ca, "CN=jane");
        using var again = X509CertificateLoader.LoadCertificate(certificate.RawData);
        var authenticator = new X509Authenticator(() => [_ca], _time);

        var first = authenticator.Authenticate(new AuthenticationRequest(certificate, null, null)).User;
        var second = authenticator.Authenticate(new AuthenticationRequest(again, null, null)).User;

        Assert.That(second, Is.SameAs(first));
    }

    [Test]
    public void A_server_certificate_does_not_authenticate_a_client()
    {
        using var certificate = Issue(_ca, "CN=jane", "1.3.6.1.5.5.7.3.1");

        Assert.That(Authenticate(certificate).User, Is.Null);
    }

    [Test]
    public void A_certificate_without_a_name_says_nothing()
    {
        using var certificate = Issue(_ca, "O=devs");

        Assert.That(Authenticate(certificate), Is.EqualTo(AuthenticationResult.Nothing));
    }

    private AuthenticationResult Authenticate(X509Certificate2 certificate) =>
        new X509Authenticator(() => [_ca], _time).Authenticate(new AuthenticationRequest(certificate, null, null));

    private X509Certificate2 MakeCa(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(_time.Now.AddDays(-1), _time.Now.AddDays(365));
    }

    private X509Certificate2 Issue(X509Certificate2 ca, string subject, string usage = "1.3.6.1.5.5.7.3.2")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request.Create(ca, _time.Now.AddHours(-1), _time.Now.AddDays(1), Guid.NewGuid().ToByteArray());
    }
}
