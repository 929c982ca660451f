using System.Globalization;
using System.Text;

namespace LightKube.ApiServer.Aggregation;

/// <summary>A request as it goes to an extension server.</summary>
internal sealed record RemoteRequest
{
    public required string Method { get; init; }

    /// <summary>Encoded, as it stands in the request line.</summary>
    public required string PathAndQuery { get; init; }

    public required string Host { get; init; }

    /// <summary>Each on a line of its own, in this order.</summary>
    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    /// <summary>Null for none.</summary>
    public Stream? Body { get; init; }

    /// <summary>The body's length; null when it ends where its stream ends.</summary>
    public long? Length { get; init; }

    /// <summary>It was not begun to be read by sending, so that the request can be sent again.</summary>
    public bool IsRepeatable => Body is null && Method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>Everything up to the body.</summary>
    public byte[] Head()
    {
        var head = new StringBuilder(512);
        head.Append(Method).Append(' ').Append(PathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(Host).Append("\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (Body is not null)
        {
            head.Append(Length is { } length ? $"Content-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n" : "Transfer-Encoding: chunked\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}
