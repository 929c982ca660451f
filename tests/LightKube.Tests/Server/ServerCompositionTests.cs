using LightKube.Foundation.Components;
using LightKube.Server;
using LightKube.Tests.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Tests.Server;

public sealed class ServerCompositionTests
{
    [Test]
    public async Task A_server_starts_and_stops_and_starts_again_on_its_state()
    {
        using var directory = new TemporaryDirectory();
        var options = Given.Options("--disable-agent", "--listen-address=127.0.0.1", "--https-port=36443", "--node-name=n1", $"--data-dir={directory.File("data")}");
        for (var run = 0; run < 2; run++)
        {
            using var data = DataDirectory.Open(options.DataDirectory);
            var identities = new ClusterIdentities(data, options, TimeProvider.System);
            var fatalErrors = new FatalErrors();
            var context = new ServerContext(options, data, identities, fatalErrors, new HostReadiness(), TimeProvider.System, NullLoggerFactory.Instance);
            var host = new ComponentHost(ServerComposition.Compose(context), fatalErrors, TimeProvider.System, NullLogger.Instance);

            using var shutdown = new CancellationTokenSource();
            await host.RunAsync(onReady: shutdown.Cancel, shutdown.Token);

            Assert.That(File.Exists(data.AdminKubeconfig));
        }
    }
}
