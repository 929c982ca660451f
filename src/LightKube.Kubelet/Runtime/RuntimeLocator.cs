using LightKube.Foundation.Grpc;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime;

/// <summary>Finds a runtime that runs already: the endpoint that was given, else one of the usual sockets that answers CRI v1.</summary>
internal sealed partial class RuntimeLocator(IReadOnlyList<string> usualSockets, TimeProvider time, ILogger log)
{
    internal static readonly IReadOnlyList<string> UsualSockets = ["/run/containerd/containerd.sock", "/run/crio/crio.sock"];

    // A socket that nobody serves any more must not hold up the start.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>Null when nothing was given and nothing usable runs: our own is to be started.</summary>
    /// <exception cref="GrpcException">The endpoint that was given does not answer.</exception>
    internal async Task<ConnectedRuntime?> FindAsync(RuntimeOptions options, CancellationToken cancel)
    {
        if (options.Endpoint is { } given)
            return await ConnectAsync(given, time, cancel);
        if (!options.UseRunning)
            return null;
        foreach (var socket in usualSockets.Where(File.Exists))
        {
            try
            {
                var found = await ConnectAsync(GrpcEndpoint.UnixSocket(socket), time, cancel);
                LogFound(log, found.VersionUri, socket);
                return found;
            }
            catch (GrpcException e)
            {
                LogUnusable(log, socket, e.Message);
            }
        }
        return null;
    }

    /// <exception cref="GrpcException">Nobody answers there, or not with CRI v1.</exception>
    internal static async Task<ConnectedRuntime> ConnectAsync(GrpcEndpoint endpoint, TimeProvider time, CancellationToken cancel)
    {
        var channel = new GrpcChannel(endpoint, time: time);
        try
        {
            var version = await channel.CallAsync(CriMethods.Version, new Cri.VersionRequest { Version = "v1" }, cancel,
                new GrpcCallOptions { Deadline = AnswerWithin });
            return new ConnectedRuntime(channel, version);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Information, "Using {Runtime}, which runs already at {Socket}")]
    private static partial void LogFound(ILogger log, string runtime, string socket);

    [LoggerMessage(LogLevel.Information, "The socket {Socket} is there but offers no usable CRI v1: {Reason}")]
    private static partial void LogUnusable(ILogger log, string socket, string reason);
}
