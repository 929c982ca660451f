using LightKube.Configuration;
using LightKube.Foundation.Processes;

namespace LightKube.Commands.Dev;

/// <summary>Starts <c>lightkube server</c> on a node.</summary>
internal static class DevServer
{
    /// <summary>
    /// The server listens on the node's own address, and on the machine's loopback through a socket that it inherits (<c>--listen-fd</c>).
    /// </summary>
    internal static async Task<ProcessIdentity> StartAsync(DevNode node, int apiPort, TimeProvider time)
    {
        using var listener = new LoopbackListener(apiPort);
        var command = CommandOf(node, listener.Share());
        var script = $"""
            exec >>{node.ServerLogFile} 2>&1 </dev/null
            set -- {string.Join(' ', command.Select(Quote))}
            {node.EnterScript()}
            """;
        return await NamespaceHolder.StartAsync(
            new BackgroundScript($"The server on {node.Name}", script, node.ServerPidFile, node.ServerLogFile, new Dictionary<string, string>()),
            command[0], inChild: true, time);
    }

    /// <summary>The server's words. The machine's own configuration and its own runtime are not the cluster's.</summary>
    internal static string[] CommandOf(DevNode node, int listenFd) =>
    [
        Environment.ProcessPath!, "server",
        "--config", "/dev/null",
        "--data-dir", node.DataDirectory,
        "--node-name", node.Name,
        "--node-ip", node.Address,
        "--advertise-address", node.Address,
        "--container-runtime-endpoint", RuntimeChoice.Own,
        "--listen-fd", $"{listenFd}",
    ];

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
