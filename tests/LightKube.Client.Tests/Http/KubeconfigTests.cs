using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Client.Http;

namespace LightKube.Client.Tests.Http;

[Parallelizable(ParallelScope.All)]
public sealed class KubeconfigTests
{
    private static DocMap Config(string cluster, string user) => JsonText.Parse(
        """
        {"current-context":"main",
         "contexts":[{"name":"main","context":{"cluster":"c","user":"u"}}],
         "clusters":[{"name":"c","cluster":CLUSTER}],
         "users":[{"name":"u","user":USER}]}
        """.Replace("CLUSTER", cluster, StringComparison.Ordinal).Replace("USER", user, StringComparison.Ordinal)).AsMap!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Test]
    public void Server_certificates_and_key_are_read_from_the_file()
    {
        using var key = ECDsa.Create();
        using var made = new CertificateRequest("CN=admin", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var pem = Base64(made.ExportCertificatePem());

        var config = Kubeconfig.Read(
            Config(
                $$"""{"server":"https://192.0.2.1:6443","certificate-authority-data":"{{pem}}"}""",
                $$"""{"client-certificate-data":"{{pem}}","client-key-data":"{{Base64(key.ExportPkcs8PrivateKeyPem())}}"}"""),
            "/");

        Assert.That(config.Server, Is.EqualTo(new Uri("https://192.0.2.1:6443")));
        Assert.That(config.Authorities.Single().Subject, Is.EqualTo("CN=admin"));
        Assert.That(config.ClientCertificate!()!.HasPrivateKey, Is.True);
    }

    [Test]
    public void A_token_is_read() =>
        Assert.That(Kubeconfig.Read(Config("""{"server":"https://a:1"}""", """{"token":"t"}"""), "/").Token, Is.EqualTo("t"));

    [TestCase("""{}""", """{}""", "server")]
    [TestCase("""{"server":"https://a:1","certificate-authority-data":"%"}""", """{}""", "certificate-authority")]
    [TestCase("""{"server":"https://a:1"}""", """{"client-certificate":"/no/such/file"}""", "client-certificate")]
    public void What_is_wrong_is_named(string cluster, string user, string named) =>
        Assert.That(Assert.Throws<KubeconfigException>(() => Kubeconfig.Read(Config(cluster, user), "/"))!.Message, Does.Contain(named));

    [Test]
    public void A_context_that_is_not_there_is_named() =>
        Assert.That(
            Assert.Throws<KubeconfigException>(() => Kubeconfig.Read(Config("""{"server":"https://a:1"}""", "{}"), "/", "other"))!.Message,
            Does.Contain("'other'"));
}
