using LightKube.Foundation.Certificates;
using LightKube.Foundation.Files;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Certificates;

public sealed class ManagedCertificateTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLogs _logs = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void A_certificate_is_issued_once_and_found_again()
    {
        var first = Managed(Client("admin"));
        var second = Managed(Client("admin"));

        Assert.That(second.Current.Thumbprint, Is.EqualTo(first.Current.Thumbprint));
        Assert.That(File.GetUnixFileMode(first.KeyPath), Is.EqualTo(AtomicFile.Secret));
        Assert.That(second.CurrentPem.KeyPem, Is.EqualTo(File.ReadAllText(first.KeyPath)));
    }

    [Test]
    public void With_ninety_days_left_it_stays_and_with_less_it_is_renewed()
    {
        var certificate = Managed(Client("admin"));
        var before = certificate.Current;

        _time.Advance(CertificateAuthority.LeafLifetime - ManagedCertificate.RenewBefore);
        Assert.That(certificate.RenewIfDue(), Is.False);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(certificate.RenewIfDue());

        Assert.That(certificate.Current, Is.Not.SameAs(before));
        Assert.That(new DateTimeOffset(certificate.Current.NotAfter), Is.GreaterThan(_time.GetUtcNow() + TimeSpan.FromDays(364)));
        Assert.That(certificate.RenewIfDue(), Is.False);
    }

    [Test]
    public void One_that_ends_with_its_authority_is_not_renewed_again_and_again()
    {
        var authority = Authority();
        _time.Advance(CertificateAuthority.Lifetime - TimeSpan.FromDays(10));

        var certificate = new ManagedCertificate(authority, Client("a"), _directory.File("c.crt"), _directory.File("c.key"), _time);

        Assert.That(certificate.RenewIfDue(), Is.False);
    }

    [Test]
    public void One_that_names_someone_else_is_issued_anew()
    {
        Managed(Client("n1"));

        Assert.That(Managed(Client("n2")).Current.Subject, Is.EqualTo("CN=n2"));
    }

    [Test]
    public void One_that_lacks_a_host_name_is_issued_anew()
    {
        Managed(CertificateProfile.Server("s", ["a.example"], []));

        Assert.That(Managed(CertificateProfile.Server("s", ["a.example", "b.example"], [])).Current.MatchesHostname("b.example"));
    }

    [Test]
    public void One_of_another_authority_is_issued_anew()
    {
        var old = Managed(Client("a")).Current.Thumbprint;
        File.Delete(_directory.File("ca.crt"));

        Assert.That(Managed(Client("a")).Current.Thumbprint, Is.Not.EqualTo(old));
    }

    [Test]
    public void A_damaged_file_is_replaced()
    {
        Managed(Client("a"));
        File.WriteAllText(_directory.File("c.key"), "-----BEGIN PRIVATE KEY-----\nhalf");

        Assert.That(Managed(Client("a")).Current.HasPrivateKey);
    }

    [Test]
    public async Task The_renewal_renews_what_is_due_while_the_server_runs()
    {
        var certificate = Managed(Client("a"));
        await using var renewal = new CertificateRenewal([certificate], _time, _logs.CreateLogger("test"));
        await renewal.StartAsync(CancellationToken.None);

        _time.Advance(CertificateAuthority.LeafLifetime - ManagedCertificate.RenewBefore + CertificateRenewal.Interval);

        await _logs.WaitForAsync($"Renewed {certificate.CertificatePath}");
    }

    private static CertificateProfile Client(string name) => CertificateProfile.Client(name);

    private CertificateAuthority Authority() =>
        CertificateAuthority.LoadOrCreate(_directory.File("ca.crt"), _directory.File("ca.key"), "test-ca", _time);

    private ManagedCertificate Managed(CertificateProfile profile) =>
        new(Authority(), profile, _directory.File("c.crt"), _directory.File("c.key"), _time);
}
