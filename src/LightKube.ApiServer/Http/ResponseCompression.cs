using System.Net;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>Decides which answers are compressed. docs/decisions/090 says why these.</summary>
public static class ResponseCompression
{
    /// <summary>Answers from this size on; upstream's bound. Below it, the processor's time costs more than the network's.</summary>
    public const int MinBytes = 128 * 1024;

    private const string Gzip = "gzip";

    /// <summary>True when a body of that many bytes is to be sent as gzip: it is large, the client asks, and it is not on this machine.</summary>
    public static bool IsWorthwhile(HttpContext http, long bytes) =>
        bytes >= MinBytes && AcceptsGzip(http.Request.Headers.AcceptEncoding.ToString()) && !IsLocal(http.Connection);

    internal static bool AcceptsGzip(ReadOnlySpan<char> header)
    {
        foreach (var range in header.Split(','))
        {
            var coding = header[range].Trim();
            var semicolon = coding.IndexOf(';');
            var name = semicolon < 0 ? coding : coding[..semicolon].TrimEnd();
            if (name.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            {
                return semicolon < 0 || !IsRefusal(coding[(semicolon + 1)..].Trim());
            }
        }

        return false;
    }

    // A weight of zero, in whatever form.
    private static bool IsRefusal(ReadOnlySpan<char> parameter) => parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && parameter[2..].Trim("0.").IsEmpty;

    // Between two processes of one machine, compressing takes from the same processors what it saves nowhere.
    private static bool IsLocal(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } remote && connection.LocalIpAddress is IPAddress local && remote.Equals(local);
}
