using System.Buffers;
using System.Globalization;
using System.Text;

namespace LightKube.ApiServer.Aggregation;

/// <summary>The head of an extension server's answer.</summary>
internal sealed class RemoteResponse
{
    private RemoteResponse(int status, IReadOnlyList<(string Name, string Value)> headers) => (Status, Headers) = (status, headers);

    public int Status { get; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    public bool IsChunked => Find("Transfer-Encoding").Contains("chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when nothing says how long the body is.</summary>
    public long? Length => long.TryParse(Find("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    /// <summary>The server takes no further request on this connection.</summary>
    public bool Closes => Find("Connection").Contains("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of the header; empty for none.</summary>
    public string Find(string name)
    {
        foreach (var (candidate, value) in Headers)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return "";
    }

    /// <summary>False when an answer to that method has no body, whatever its headers say.</summary>
    public bool HasBody(string method) => method != "HEAD" && Status is not (204 or 304) && Status >= 200;

    /// <exception cref="IOException">It is no HTTP.</exception>
    public static RemoteResponse Parse(in ReadOnlySequence<byte> head)
    {
        var lines = Encoding.UTF8.GetString(head).Split("\r\n");
        var words = lines[0].Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new IOException("the extension server's answer is not HTTP/1.1");
        }

        var headers = new List<(string, string)>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                headers.Add((line[..colon], line[(colon + 1)..].Trim()));
            }
        }

        return new RemoteResponse(status, headers);
    }
}
