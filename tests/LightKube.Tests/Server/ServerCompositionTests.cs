using System.Net;
using System.Net.Sockets;
using LightKube.Configuration;
using LightKube.Foundation.Components;
using LightKube.Foundation.Processes;
using LightKube.Server;
using LightKube.Testing.Files;
using LightKube.Tests.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Tests.Server;

public sealed class ServerCompositionTests
{
    [Test]
    public async Task A_server_starts_and_stops_and_starts_again_on_its_state()
    {
        using var directory = new TemporaryDirectory();
        var options = Options(directory);
        for (var run = 0; run < 2; run++)
            await RunAsync(options, onReady: () => { });

        Assert.That(File.Exists(directory.File("data/admin.kubeconfig")));
    }

    // Else a container's shim would hold the port when the server has ended.
    [Test]
    public async Task A_socket_that_it_inherits_is_not_passed_on()
    {
        using var directory = new TemporaryDirectory();
        var descriptor = InheritedSocket();

        var flags = "";
        await RunAsync(Options(directory, $"--listen-fd={descriptor}"), onReady: () => flags = DescriptorFlags(descriptor));

        const int closeOnExec = 0x80000;
        Assert.That(Convert.ToInt32(flags, 8) & closeOnExec, Is.Not.Zero);
    }

    private static ServerOptions Options(TemporaryDirectory directory, params string[] more) => Given.Options(
        ["--disable-agent", "--listen-address=127.0.0.1", $"--https-port={FreePort()}", "--node-name=n1", $"--data-dir={directory.File("data")}", .. more]);

    private static async Task RunAsync(ServerOptions options, Action onReady)
    {
        using var data = DataDirectory.Open(options.DataDirectory);
        var identities = new ClusterIdentities(data, options, TimeProvider.System);
        var fatalErrors = new FatalErrors();
        var context = new ServerContext(options, data, identities, fatalErrors, new HostReadiness(), TimeProvider.System, NullLoggerFactory.Instance);
        var host = new ComponentHost(ServerComposition.Compose(context), fatalErrors, TimeProvider.System, NullLogger.Instance);

        using var shutdown = new CancellationTokenSource();
        await host.RunAsync(onReady: () =>
        {
            onReady();
            shutdown.Cancel();
        }, shutdown.Token);
    }

    private static int FreePort()
    {
        using var socket = Listen();
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>A descriptor as whoever starts the server leaves it: open for all, and owned by nobody here.</summary>
    private static int InheritedSocket()
    {
        var socket = Listen();
        var descriptor = (int)socket.Handle;
        DescriptorInheritance.Allow(descriptor);
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static string DescriptorFlags(int descriptor) =>
        File.ReadLines($"/proc/self/fdinfo/{descriptor}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
}
