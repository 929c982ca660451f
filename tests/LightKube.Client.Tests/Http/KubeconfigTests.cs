using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Client.Http;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.Client.Tests.Http;

[Parallelizable(ParallelScope.All)]
public sealed class KubeconfigTests
{
    private static readonly KubeconfigCluster Cluster = new("https://192.0.2.1:6443");

    private static ClientConfig Read(KubeconfigCluster cluster, KubeconfigUser user, string? context = null) =>
        Kubeconfig.ConfigOf(KubeconfigFile.For("main", cluster, user), context);

    [Test]
    public void Server_certificates_and_key_are_taken()
    {
        using var key = ECDsa.Create();
        using var made = new CertificateRequest("CN=admin", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var pem = made.ExportCertificatePem();

        var config = Read(
            Cluster with { CertificateAuthorityPem = pem }, new KubeconfigUser { ClientCertificatePem = pem, ClientKeyPem = key.ExportPkcs8PrivateKeyPem() });

        Assert.That(config.Server, Is.EqualTo(new Uri("https://192.0.2.1:6443")));
        Assert.That(config.Authorities.Single().Subject, Is.EqualTo("CN=admin"));
        Assert.That(config.ClientCertificate!()!.HasPrivateKey, Is.True);
    }

    [Test]
    public void A_token_is_taken() => Assert.That(Read(Cluster, new KubeconfigUser { Token = "t" }).Token, Is.EqualTo("t"));

    [Test]
    public void What_is_wrong_is_named()
    {
        string Message(KubeconfigCluster cluster, KubeconfigUser user, string? context = null) =>
            Assert.Throws<KubeconfigException>(() => Read(cluster, user, context))!.Message;

        Assert.That(Message(new KubeconfigCluster("nowhere"), new KubeconfigUser()), Does.Contain("server").And.Contain("nowhere"));
        Assert.That(Message(Cluster with { InsecureSkipTlsVerify = true }, new KubeconfigUser()), Does.Contain("insecure-skip-tls-verify"));
        Assert.That(Message(Cluster, new KubeconfigUser { ClientCertificatePem = "x" }), Does.Contain("client-key"));
        Assert.That(Message(Cluster, new KubeconfigUser { ClientCertificatePem = "x", ClientKeyPem = "y" }), Does.Contain("client-certificate"));
        Assert.That(Message(Cluster, new KubeconfigUser(), "other"), Does.Contain("'other'"));
    }
}
