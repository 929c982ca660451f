using LightKube.Commands.Dev;
using LightKube.Configuration;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Grpc;

namespace LightKube.Tests.Configuration;

/// <summary>Which container runtime <c>--container-runtime-endpoint</c> means.</summary>
public sealed class RuntimeChoiceTests
{
    [Test]
    public void Nothing_given_takes_one_that_runs() =>
        Assert.That(Given.Options("--node-name=n1").Runtime, Is.EqualTo(new RuntimeChoice(null, UseRunning: true)));

    [Test]
    public void Our_own_may_be_asked_for() =>
        Assert.That(Choice("own"), Is.EqualTo(new RuntimeChoice(null, UseRunning: false)));

    [TestCase("/run/crio/crio.sock")]
    [TestCase("unix:///run/crio/crio.sock")]
    public void A_socket_is_taken(string given) => Assert.That(
        Choice(given), Is.EqualTo(new RuntimeChoice(GrpcEndpoint.UnixSocket("/run/crio/crio.sock"), UseRunning: false)));

    [Test]
    public void Anything_else_is_refused_at_once() => Assert.That(
        () => Choice("crio"), Throws.TypeOf<ConfigurationException>().With.Message.Contains("'crio' is no gRPC endpoint"));

    [Test]
    public void A_dev_cluster_never_takes_the_machines_own_runtime()
    {
        var record = new ClusterRecord(1, 6443, "/var/lib/lightkube-dev/dev", ["node-1"]);

        var command = DevServer.CommandOf(new DevNode(new ClusterDirectory("dev"), record, "node-1"), listenFd: 3);

        Assert.That(Given.Options(command[2..]).Runtime, Is.EqualTo(new RuntimeChoice(null, UseRunning: false)));
    }

    private static RuntimeChoice Choice(string given) => Given.Options("--node-name=n1", $"--container-runtime-endpoint={given}").Runtime;
}
