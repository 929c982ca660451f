using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Tests.Rigs;
using LightKube.Testing.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Kubelet.Tests.Runtime;

/// <summary>Which of the runtimes that could be used is used.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RuntimeLocatorTests
{
    private readonly TemporaryDirectory _directory = new();

    private string Usual => Path.Combine(_directory.Path, "usual.sock");

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task The_one_that_was_given_comes_first()
    {
        var given = Path.Combine(_directory.Path, "given.sock");
        await using var running = await FakeCri.StartAsync(Usual, "containerd");
        await using var asked = await FakeCri.StartAsync(given, "cri-o");

        using var found = await FindAsync(Options(GrpcEndpoint.UnixSocket(given), useRunning: true));

        Assert.That(found!.Name, Is.EqualTo("cri-o"));
    }

    [Test]
    public async Task One_that_runs_at_its_usual_socket_comes_next()
    {
        await using var running = await FakeCri.StartAsync(Usual, "containerd");

        using var found = await FindAsync(Options(null, useRunning: true));

        Assert.That(found!.Endpoint.SocketPath, Is.EqualTo(Usual));
    }

    [Test]
    public async Task One_that_runs_is_left_alone_when_ours_is_asked_for()
    {
        await using var running = await FakeCri.StartAsync(Usual, "containerd");

        Assert.That(await FindAsync(Options(null, useRunning: false)), Is.Null);
    }

    [Test]
    public async Task Nothing_that_runs_means_our_own() => Assert.That(await FindAsync(Options(null, useRunning: true)), Is.Null);

    [Test]
    public void One_that_was_given_and_does_not_answer_is_an_error() =>
        Assert.That(() => FindAsync(Options(GrpcEndpoint.UnixSocket(Usual), useRunning: true)), Throws.TypeOf<GrpcException>());

    private Task<ConnectedRuntime?> FindAsync(RuntimeOptions options) =>
        new RuntimeLocator([Path.Combine(_directory.Path, "none.sock"), Usual], TimeProvider.System, NullLogger.Instance)
            .FindAsync(options, CancellationToken.None);

    private static RuntimeOptions Options(GrpcEndpoint? endpoint, bool useRunning) => new()
    {
        Endpoint = endpoint,
        UseRunning = useRunning,
        DataDirectory = "",
        StateDirectory = "",
        CniConfDirectory = "",
        CniBinDirectory = "",
        SandboxImage = "",
    };
}
