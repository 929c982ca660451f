using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using LightKube.Api.Errors;
using LightKube.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Http;

/// <summary>
/// WebSockets on which only the server speaks: watches, and streams of bytes such as logs, of which each piece is a message: a binary one, or
/// base64 text when the client asked for that protocol.
/// </summary>
/// <remarks>As Kubernetes does (<c>wsstream.Reader</c>), an empty message comes before a stream, so that the client knows that it is through.</remarks>
public static class WebSocketStream
{
    private const string Binary = "binary.k8s.io";
    private const string Base64 = "base64.binary.k8s.io";

    // RFC 6455, section 1.3.
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private const int PieceBytes = 16 * 1024;

    public static bool IsAskedFor(HttpContext http) =>
        UpgradeTunnel.IsUpgrade(http) && http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends the stream to its end, or until the client goes.</summary>
    /// <exception cref="ApiException">BadRequest: no key, or none of the protocols asked for is served.</exception>
    public static Task SendAsync(HttpContext http, Stream content, CancellationToken cancel) =>
        RunAsync(http, StreamProtocol, (socket, closed) => CopyAsync(content, socket, socket.SubProtocol == Base64, closed), cancel);

    /// <summary>Takes the client's request and runs what sends, until that is done or the client goes.</summary>
    /// <param name="http">The request.</param>
    /// <param name="choose">The protocol of those that were asked for; null for none.</param>
    /// <param name="send">Sends; its token is cancelled when the client has closed.</param>
    /// <param name="cancel">Ends it, as an orderly close.</param>
    /// <exception cref="ApiException">BadRequest: no key, or none of the protocols asked for is served.</exception>
    public static async Task RunAsync(
        HttpContext http, Func<string[], string?> choose, Func<WebSocket, CancellationToken, Task> send, CancellationToken cancel)
    {
        var protocol = choose(ProtocolsAsked(http));
        var key = http.Request.Headers.SecWebSocketKey.ToString();
        if (key.Length == 0)
        {
            throw ApiException.BadRequest("a WebSocket request needs the header Sec-WebSocket-Key");
        }

        http.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(Accept(key));
        if (protocol is not null)
        {
            http.Response.Headers.SecWebSocketProtocol = protocol;
        }

        await using var connection = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(connection, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol });

        // A receive that is cancelled breaks the connection, so only the client's end cancels it: at our own there is still a word to send.
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closed.Token, cancel);
        var receiving = DiscardUntilClosedAsync(socket, closed);
        try
        {
            await send(socket, ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client has closed or gone, which ends what is followed.
        }

        await CloseAsync(socket, http.RequestAborted);
        await closed.CancelAsync();
        await receiving;
    }

    /// <summary>For a client that knows what comes: the first protocol that is not a token, see <see cref="WebSocketToken"/>.</summary>
    public static string? AnyProtocol(string[] asked) => asked.FirstOrDefault(static name => !WebSocketToken.Is(name));

    private static async Task CloseAsync(WebSocket socket, CancellationToken cancel)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Gone meanwhile.
        }
    }

    // The client has nothing to say but that it closes.
    private static async Task DiscardUntilClosedAsync(WebSocket socket, CancellationTokenSource closed)
    {
        var discarded = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(discarded.AsMemory(), closed.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Gone without a word.
        }

        await closed.CancelAsync();
    }

    private static string[] ProtocolsAsked(HttpContext http) =>
        http.Request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? StreamProtocol(string[] asked) => asked.Length == 0 ? null : asked.FirstOrDefault(static name => name is Binary or Base64)
        ?? throw ApiException.BadRequest($"none of the WebSocket protocols asked for is served; these are: {Binary}, {Base64}");

    // The hash is RFC 6455's; it protects nothing.
#pragma warning disable CA5350
    private static byte[] Accept(string key) => SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid));
#pragma warning restore CA5350

    private static async Task CopyAsync(Stream content, WebSocket socket, bool asText, CancellationToken cancel)
    {
        await socket.SendAsync(ReadOnlyMemory<byte>.Empty, asText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, cancel);
        var piece = new byte[PieceBytes];
        int length;
        while ((length = await content.ReadAsync(piece, cancel)) > 0)
        {
            if (asText)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(piece, 0, length)), WebSocketMessageType.Text, true, cancel);
            }
            else
            {
                await socket.SendAsync(piece.AsMemory(0, length), WebSocketMessageType.Binary, true, cancel);
            }
        }
    }
}
