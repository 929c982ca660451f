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
        using var authority = X509CertificateLoader.LoadCertificate(Field(kubeConfig, "certificate-authority-data"));
        using var pem = X509Certificate2.CreateFromPem(
            Encoding.ASCII.GetString(Field(kubeConfig, "client-certificate-data")), Encoding.ASCII.GetString(Field(kubeConfig, "client-key-data")));
        using var socket = new ClientWebSocket();
        socket.Options.ClientCertificates.Add(pem);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsIssuedBy(authority, certificate!, chain!);
        if (protocol is not null)
            socket.Options.AddSubProtocol(protocol);
        var server = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(kubeConfig, timeout.Token)).Split('\n')
            .Single(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal)).Split("https://")[1].Trim(' ', '"');
        await socket.ConnectAsync(new Uri($"wss://{server}{path}"), timeout.Token);

        var messages = new List<string>();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, timeout.Token) is { MessageType: not WebSocketMessageType.Close } part)
            messages.Add(Encoding.UTF8.GetString(buffer, 0, part.Count));
        return messages;
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
