using LightKube.Foundation.Certificates;
using LightKube.Foundation.Kubeconfig;
using LightKube.Server;
using LightKube.Testing.Files;
using LightKube.Tests.Configuration;

namespace LightKube.Tests.Server;

public sealed class ClusterIdentitiesTests
{
    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void Each_component_has_the_name_that_Kubernetes_gives_it()
    {
        using var data = DataDirectory.Open(_directory.File("data"));
        var identities = Identities(data);

        Assert.That(identities.Admin.Current.Subject, Is.EqualTo("O=system:masters, CN=admin"));
        Assert.That(identities.Node.Current.Subject, Is.EqualTo("O=system:nodes, CN=system:node:n1"));
        Assert.That(identities.Scheduler.Current.Subject, Is.EqualTo("CN=system:kube-scheduler"));
        Assert.That(identities.ControllerManager.Current.Subject, Is.EqualTo("CN=system:kube-controller-manager"));
        Assert.That(identities.FrontProxyClient.Current.Issuer, Is.EqualTo("CN=lightkube-front-proxy-ca"));
    }

    [TestCase("kubernetes.default.svc.cluster.local")]
    [TestCase("10.43.0.1")]
    [TestCase("127.0.0.1")]
    [TestCase("192.0.2.7")]
    [TestCase("k8s.example.com")]
    [TestCase("192.0.2.99")]
    public void The_API_servers_certificate_holds_every_way_to_it(string host)
    {
        using var data = DataDirectory.Open(_directory.File("data"));

        Assert.That(Identities(data).ApiServer.Current.MatchesHostname(host));
    }

    [Test]
    public void Identities_last()
    {
        using var data = DataDirectory.Open(_directory.File("data"));
        var first = Identities(data);
        var second = Identities(data);

        Assert.That(second.All.Select(one => one.Current.Thumbprint), Is.EqualTo(first.All.Select(one => one.Current.Thumbprint)));
        Assert.That(second.ServiceAccountKey.ExportSubjectPublicKeyInfo(), Is.EqualTo(first.ServiceAccountKey.ExportSubjectPublicKeyInfo()));
    }

    [Test]
    public async Task The_administrators_kubeconfig_reaches_the_API_on_this_host()
    {
        using var data = DataDirectory.Open(_directory.File("data"));
        var options = Given.Options("--node-name=n1", "--https-port=7443", $"--write-kubeconfig={_directory.File("home/.kube/config")}");

        await new AdminKubeconfig(Identities(data), data, options).InitAsync(CancellationToken.None);

        var written = KubeconfigFile.Read(_directory.File("home/.kube/config"));
        Assert.That(written.Clusters[written.CurrentContext!].Server, Is.EqualTo("https://127.0.0.1:7443"));
        Assert.That(File.ReadAllText(data.AdminKubeconfig), Is.EqualTo(File.ReadAllText(_directory.File("home/.kube/config"))));
        var user = written.Users[written.CurrentContext!];
        using var certificate = new KeyPair(user.ClientCertificatePem!, user.ClientKeyPem!).ToCertificate();
        Assert.That(certificate.Subject, Is.EqualTo("O=system:masters, CN=admin"));
    }

    private static ClusterIdentities Identities(DataDirectory data) => new(
        data,
        Given.Options("--node-name=n1", "--advertise-address=192.0.2.7", "--tls-san=k8s.example.com,192.0.2.99"),
        TimeProvider.System);
}
