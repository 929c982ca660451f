using System.Net.Sockets;
using LightKube.Foundation.Http;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>
/// Passes an upgraded connection (SPDY or WebSocket) through to the runtime's streaming server without looking inside, so that whatever the
/// client and the runtime agree on works.
/// </summary>
internal sealed class StreamRelay(TimeProvider time)
{
    /// <param name="http">The caller's request.</param>
    /// <param name="url">Where the runtime expects it.</param>
    /// <param name="cancel">When the caller leaves.</param>
    /// <exception cref="NodeApiException">The request is no upgrade, or the runtime does not answer.</exception>
    internal async Task RelayAsync(HttpContext http, string url, CancellationToken cancel)
    {
        if (!UpgradeTunnel.IsUpgrade(http))
            throw new NodeApiException(StatusCodes.Status400BadRequest, "upgrade request required");
        var target = new Uri(url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancel);
            await UpgradeTunnel.ForwardAsync(
                http, new NetworkStream(socket, ownsSocket: false), target.Authority, target.PathAndQuery, time, cancel);
        }
        catch (Exception e) when (e is SocketException or IOException && !http.Response.HasStarted)
        {
            throw new NodeApiException(StatusCodes.Status502BadGateway, $"the container runtime's streaming server does not answer: {e.Message}");
        }
    }
}
