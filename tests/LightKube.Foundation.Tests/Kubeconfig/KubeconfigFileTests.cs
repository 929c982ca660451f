using LightKube.Foundation.Files;
using LightKube.Foundation.Kubeconfig;
using LightKube.Foundation.Yaml;
using LightKube.Testing.Files;

namespace LightKube.Foundation.Tests.Kubeconfig;

public sealed class KubeconfigFileTests
{
    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void What_is_written_is_read_back()
    {
        var written = KubeconfigFile.For(
            "lightkube",
            new KubeconfigCluster("https://127.0.0.1:6443") { CertificateAuthorityPem = "CA\n", TlsServerName = "kubernetes" },
            new KubeconfigUser { ClientCertificatePem = "CERT\n", ClientKeyPem = "KEY\n", Token = "a: \"b\"" });

        written.Write(_directory.File("config"));
        var read = KubeconfigFile.Read(_directory.File("config"));

        Assert.That(read.CurrentContext, Is.EqualTo("lightkube"));
        Assert.That(read.Clusters, Is.EqualTo(written.Clusters));
        Assert.That(read.Users, Is.EqualTo(written.Users));
        Assert.That(read.Contexts, Is.EqualTo(written.Contexts));
        Assert.That(File.GetUnixFileMode(_directory.File("config")), Is.EqualTo(AtomicFile.Secret));
    }

    [Test]
    public void Another_address_changes_nothing_else()
    {
        var cluster = new KubeconfigCluster("https://127.0.0.1:6443") { CertificateAuthorityPem = "CA\n" };
        var user = new KubeconfigUser { Token = "t" };

        var moved = KubeconfigFile.For("lightkube", cluster, user).At("https://192.0.2.7:6443");

        Assert.That(moved.Clusters["lightkube"], Is.EqualTo(cluster with { Server = "https://192.0.2.7:6443" }));
        Assert.That(moved.Users["lightkube"], Is.EqualTo(user));
    }

    [Test]
    public void Files_that_it_names_are_read_from_beside_it()
    {
        File.WriteAllText(_directory.File("ca.crt"), "CA\n");
        File.WriteAllText(_directory.File("config"), """
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster: {server: "https://h", certificate-authority: ca.crt, insecure-skip-tls-verify: true}
            users:
            - name: u
              user: {tokenFile: token}
            contexts:
            - name: x
              context: {cluster: c, user: u, namespace: ns}
            """);

        var read = KubeconfigFile.Read(_directory.File("config"));

        Assert.That(read.Clusters["c"].CertificateAuthorityPem, Is.EqualTo("CA\n"));
        Assert.That(read.Clusters["c"].InsecureSkipTlsVerify);
        Assert.That(read.Users["u"].TokenFile, Is.EqualTo(_directory.File("token")));
        Assert.That(read.Contexts["x"], Is.EqualTo(new KubeconfigContext("c", "u", "ns")));
        Assert.That(read.CurrentContext, Is.Null);
    }

    [TestCase("- a\n", ":1: not a kubeconfig: keys with values are expected")]
    [TestCase("users:\n- user: {}\n", ":2: an entry of 'users' has no name")]
    [TestCase("users:\n- name: a\n  user:\n    client-key-data: '%'\n", ":4: 'client-key-data' is not base64")]
    public void What_cannot_be_read_is_named_with_its_line(string text, string end)
    {
        File.WriteAllText(_directory.File("config"), text);

        Assert.That(
            () => KubeconfigFile.Read(_directory.File("config")), Throws.TypeOf<YamlFileException>().With.Message.EndsWith(end));
    }
}
