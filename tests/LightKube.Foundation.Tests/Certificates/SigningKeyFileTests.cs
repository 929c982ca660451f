using System.Security.Cryptography;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Files;
using LightKube.Testing.Files;

namespace LightKube.Foundation.Tests.Certificates;

public sealed class SigningKeyFileTests
{
    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void A_key_is_made_once_and_found_again()
    {
        using var first = SigningKeyFile.LoadOrCreate(_directory.File("sa.key"));
        using var second = SigningKeyFile.LoadOrCreate(_directory.File("sa.key"));

        Assert.That(second.ExportSubjectPublicKeyInfo(), Is.EqualTo(first.ExportSubjectPublicKeyInfo()));
        Assert.That(first, Is.InstanceOf<ECDsa>());
        Assert.That(File.GetUnixFileMode(_directory.File("sa.key")), Is.EqualTo(AtomicFile.Secret));
    }

    [Test]
    public void An_RSA_key_of_the_users_own_is_taken()
    {
        using var own = RSA.Create(2048);
        File.WriteAllText(_directory.File("sa.key"), own.ExportRSAPrivateKeyPem());

        using var key = SigningKeyFile.LoadOrCreate(_directory.File("sa.key"));

        Assert.That(key, Is.InstanceOf<RSA>());
    }

    [TestCase("no key at all")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----")]
    public void A_file_without_a_private_key_is_refused(string content)
    {
        File.WriteAllText(_directory.File("sa.key"), content);

        Assert.That(() => SigningKeyFile.LoadOrCreate(_directory.File("sa.key")), Throws.TypeOf<CertificateException>());
    }
}
