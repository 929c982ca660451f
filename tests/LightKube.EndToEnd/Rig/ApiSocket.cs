using System.Net.WebSockets;
using System.Text;

namespace LightKube.EndToEnd.Rig;

/// <summary>A WebSocket to the API server, with the client certificate of a kubeconfig.</summary>
internal static class ApiSocket
{
    /// <summary>Reads messages until the server closes.</summary>
    internal static async Task<IReadOnlyList<string>> ReadAllAsync(string kubeConfig, string path, string? protocol = null)
    {
        using var timeout = new CancellationTokenSource(RunningCommand.Patience);
        using var socket = await ConnectAsync(kubeConfig, path, protocol, timeout.Token);
        var messages = new List<string>();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, timeout.Token) is { MessageType: not WebSocketMessageType.Close } part)
            messages.Add(Encoding.UTF8.GetString(buffer, 0, part.Count));
        return messages;
    }

    /// <summary>Reads a message that says something, and closes while there may be more to come. What the server answered to that.</summary>
    internal static async Task<WebSocketCloseStatus?> CloseFirstAsync(string kubeConfig, string path)
    {
        using var timeout = new CancellationTokenSource(RunningCommand.Patience);
        using var socket = await ConnectAsync(kubeConfig, path, null, timeout.Token);
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer, timeout.Token)).Count == 0)
        {
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        return socket.CloseStatus;
    }

    private static async Task<ClientWebSocket> ConnectAsync(string kubeConfig, string path, string? protocol, CancellationToken cancel)
    {
        var access = new ClusterAccess(kubeConfig);
        var socket = new ClientWebSocket();
        socket.Options.ClientCertificates.Add(access.Client);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => access.Trusts(certificate, chain);
        if (protocol is not null)
            socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new Uri($"wss://{access.Host}{path}"), cancel);
        return socket;
    }
}
