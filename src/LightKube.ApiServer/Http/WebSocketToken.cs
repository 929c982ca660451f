using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>
/// The bearer token of a browser's WebSocket, which cannot set headers: the subprotocol
/// <c>base64url.bearer.authorization.k8s.io.TOKEN</c>.
/// </summary>
public static class WebSocketToken
{
    private const string Prefix = "base64url.bearer.authorization.k8s.io.";

    public static bool Is(string protocol) => protocol.StartsWith(Prefix, StringComparison.Ordinal);

    public static string? Find(HttpRequest request)
    {
        foreach (var header in request.Headers.SecWebSocketProtocol)
        {
            foreach (var protocol in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (Is(protocol) && Base64Url.IsValid(protocol.AsSpan(Prefix.Length)))
                {
                    return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(protocol.AsSpan(Prefix.Length)));
                }
            }
        }

        return null;
    }
}
