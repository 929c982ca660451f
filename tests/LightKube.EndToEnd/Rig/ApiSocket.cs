using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
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
        var authority = X509CertificateLoader.LoadCertificate(Field(kubeConfig, "certificate-authority-data"));
        var pem = X509Certificate2.CreateFromPem(
            Encoding.ASCII.GetString(Field(kubeConfig, "client-certificate-data")), Encoding.ASCII.GetString(Field(kubeConfig, "client-key-data")));
        var socket = new ClientWebSocket();
        socket.Options.ClientCertificates.Add(pem);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsIssuedBy(authority, certificate!, chain!);
        if (protocol is not null)
            socket.Options.AddSubProtocol(protocol);
        var server = (await File.ReadAllLinesAsync(kubeConfig, cancel))
            .Single(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal)).Split("https://")[1].Trim(' ', '"');
        await socket.ConnectAsync(new Uri($"wss://{server}{path}"), cancel);
        return socket;
    }

    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate certificate, X509Chain chain)
    {
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate));
    }

    private static byte[] Field(string kubeConfig, string name) => Convert.FromBase64String(
        File.ReadLines(kubeConfig).Single(line => line.TrimStart().StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Trim(' ', '"'));
}
