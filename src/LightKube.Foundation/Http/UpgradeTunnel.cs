using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.Foundation.Http;

/// <summary>
/// Passes a request that asks for another protocol (SPDY, WebSocket) on to a backend, byte for byte, and then carries the bytes both
/// ways until either side ends. What the backend answers instead of 101 is passed back as it is.
/// </summary>
public static class UpgradeTunnel
{
    /// <summary>A response head larger than this is no answer to an upgrade.</summary>
    private const int MaxHeadBytes = 64 * 1024;

    /// <summary>The body of a refusal; it is a message for a person.</summary>
    private const int MaxRefusalBytes = 64 * 1024;

    private const int CopyBufferBytes = 32 * 1024;

    /// <summary>For the head of the backend's answer; it may be busy.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    // Credentials are for us, not for the backend. The host is another, and a request to upgrade has no body.
    private static readonly HashSet<string> NotForwarded =
        new(StringComparer.OrdinalIgnoreCase) { "Host", "Authorization", "Content-Length", "Transfer-Encoding" };

    public static bool IsUpgrade(HttpContext http) => http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <param name="http">The request; its connection is used up.</param>
    /// <param name="backend">A connection to the backend on which nothing has been sent; disposed at the end.</param>
    /// <param name="host">For the Host header.</param>
    /// <param name="pathAndQuery">Where the backend expects the request.</param>
    /// <param name="time">Measures how long the backend takes to answer.</param>
    /// <param name="cancel">Ends the tunnel.</param>
    /// <param name="identity">In whose name the request goes on; null when the backend is told nobody's.</param>
    /// <exception cref="IOException">The backend does not answer, or not with HTTP.</exception>
    public static async Task ForwardAsync(
        HttpContext http, Stream backend, string host, string pathAndQuery, TimeProvider time, CancellationToken cancel, ForwardedIdentity? identity = null)
    {
        await using (backend)
        {
            await backend.WriteAsync(RequestHead(http, host, pathAndQuery, identity), cancel);
            await backend.FlushAsync(cancel);
            var (head, extra) = await ReadHeadInTimeAsync(backend, time, cancel);
            var (status, headers) = ParseHead(head);
            http.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                if (status == StatusCodes.Status101SwitchingProtocols || !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                {
                    http.Response.Headers.Append(name, value);
                }
            }

            if (status != StatusCodes.Status101SwitchingProtocols)
            {
                await RefuseAsync(http, backend, headers, extra, cancel);
                return;
            }

            await using var client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            if (extra.Length > 0)
            {
                await client.WriteAsync(extra, cancel);
            }

            await PumpAsync(client, backend, cancel);
        }
    }

    private static byte[] RequestHead(HttpContext http, string host, string pathAndQuery, ForwardedIdentity? identity)
    {
        var head = new StringBuilder();
        head.Append(http.Request.Method).Append(' ').Append(pathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
        foreach (var (name, values) in http.Request.Headers)
        {
            if (NotForwarded.Contains(name) || identity?.Replaces(name) == true)
            {
                continue;
            }

            foreach (var value in values)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        foreach (var (name, value) in identity?.Headers ?? [])
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    private static async Task<(string Head, byte[] Extra)> ReadHeadInTimeAsync(Stream backend, TimeProvider time, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            return await ReadHeadAsync(backend, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"The backend has not answered the upgrade request within {AnswerWithin.TotalSeconds} s.");
        }
    }

    private static async Task<(string Head, byte[] Extra)> ReadHeadAsync(Stream backend, CancellationToken cancel)
    {
        var buffer = new byte[MaxHeadBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await backend.ReadAsync(buffer.AsMemory(length), cancel);
            if (read == 0)
            {
                throw new IOException("The backend closed the connection instead of answering the upgrade request.");
            }

            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (Encoding.Latin1.GetString(buffer, 0, end), buffer.AsSpan(end + 4, length - end - 4).ToArray());
            }
        }

        throw new IOException($"The backend's answer to the upgrade request has no end within {MaxHeadBytes} bytes.");
    }

    private static (int Status, List<(string Name, string Value)> Headers) ParseHead(string head)
    {
        var lines = head.Split("\r\n");
        var words = lines[0].Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(words[1], out var status))
        {
            throw new IOException("The backend's answer to the upgrade request is not HTTP.");
        }

        var headers = new List<(string, string)>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                headers.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        return (status, headers);
    }

    private static async Task RefuseAsync(
        HttpContext http, Stream backend, List<(string Name, string Value)> headers, byte[] rest, CancellationToken cancel)
    {
        var length = headers.Find(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        var wanted = int.TryParse(length, out var announced) ? Math.Min(announced, MaxRefusalBytes) : rest.Length;
        var body = new byte[Math.Max(wanted, rest.Length)];
        rest.CopyTo(body, 0);
        await backend.ReadAtLeastAsync(body.AsMemory(rest.Length), body.Length - rest.Length, throwOnEndOfStream: false, cancel);
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, cancel);
    }

    private static async Task PumpAsync(Stream client, Stream backend, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var up = CopyAsync(client, backend, ended.Token);
        var down = CopyAsync(backend, client, ended.Token);

        // The streams within the connection have ends of their own; when one side hangs up, all is said.
        await Task.WhenAny(up, down);
        await ended.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        var buffer = new byte[CopyBufferBytes];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancel)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
                await to.FlushAsync(cancel);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side hung up: the end of the tunnel, however it comes.
        }
    }
}
