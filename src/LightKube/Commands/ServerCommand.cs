using System.CommandLine;
using LightKube.Configuration;
using LightKube.Foundation.Components;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Logging;
using LightKube.Server;
using Microsoft.Extensions.Logging;

namespace LightKube.Commands;

/// <summary><c>lightkube server</c>: a control plane and, unless told otherwise, a node.</summary>
internal static partial class ServerCommand
{
    internal static Command Create()
    {
        var command = new Command("server", "Run a control plane and, unless told otherwise, a node.");
        var flags = new OptionFlags(ServerOptionTable.All, command);
        command.SetAction(async (parsed, shutdown) =>
        {
            try
            {
                var values = ConfigurationSources.Read(ServerOptionTable.All, flags, parsed);
                return await RunAsync(ServerOptions.From(values), shutdown);
            }
            catch (ConfigurationException error)
            {
                foreach (var problem in error.Problems)
                    await Console.Error.WriteLineAsync($"lightkube: {problem}");
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, CancellationToken shutdown)
    {
        await using var log = new LineLoggerProvider(Console.OpenStandardError(), options.LogLevels, options.LogFormat, TimeProvider.System);
        using var loggers = log.ToFactory();
        var logger = loggers.CreateLogger("server");
        LogVersion(logger, VersionCommand.Version, Environment.ProcessId);
        try
        {
            await ServeAsync(options, loggers, logger, shutdown);
            return ExitCodes.Success;
        }
        catch (Exception error) // The outermost edge: whatever ends the server is told, and becomes an exit code.
        {
            LogFailed(logger, error);
            return ExitCodes.Failure;
        }
    }

    private static async Task ServeAsync(ServerOptions options, ILoggerFactory loggers, ILogger logger, CancellationToken shutdown)
    {
        using var directory = DataDirectory.Open(options.DataDirectory);
        var identities = new ClusterIdentities(directory, options, TimeProvider.System);
        var fatalErrors = new FatalErrors();
        var readiness = new HostReadiness();
        var context = new ServerContext(options, directory, identities, fatalErrors, readiness, TimeProvider.System, loggers);
        var host = new ComponentHost(ServerComposition.Compose(context), fatalErrors, TimeProvider.System, logger);
        readiness.Bind(host);
        var serviceManager = new ServiceManagerNotifier(Environment.GetEnvironmentVariable(ServiceManagerNotifier.SocketVariable));
        try
        {
            await host.RunAsync(onReady: serviceManager.Ready, shutdown);
        }
        finally
        {
            serviceManager.Stopping();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "LightKube {Version}, process {ProcessId}")]
    private static partial void LogVersion(ILogger logger, string version, int processId);

    [LoggerMessage(2, LogLevel.Critical, "The server ends")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
