using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.Kubelet.NodeApi;

/// <summary>
/// Passes an upgraded connection (SPDY or WebSocket) through to the runtime's streaming server without looking inside, so that whatever the
/// client and the runtime agree on works.
/// </summary>
internal sealed class StreamRelay(TimeProvider time)
{
    private const int MaxHeadBytes = 32 * 1024;
    private const int PumpBytes = 32 * 1024;
    private const int MaxRefusalBytes = 64 * 1024; // of the words with which the runtime refuses
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30); // the head of its answer

    // They belong to one connection; those that make the upgrade are passed on.
    private static readonly HashSet<string> NotForwarded =
        new(StringComparer.OrdinalIgnoreCase) { "Host", "Authorization", "Content-Length", "Transfer-Encoding" };

    /// <exception cref="NodeApiException">The request is no upgrade, or the runtime does not answer.</exception>
    internal async Task RelayAsync(HttpContext http, string url, CancellationToken cancel)
    {
        var upgrade = http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true })
            throw new NodeApiException(StatusCodes.Status400BadRequest, "upgrade request required");
        var target = new Uri(url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancel);
            await using var backend = new NetworkStream(socket, ownsSocket: false);
            await backend.WriteAsync(RequestHead(http.Request, target), cancel);
            var (status, rest) = await ReadHeadAsync(backend, http.Response, cancel);
            if (status != StatusCodes.Status101SwitchingProtocols)
            {
                await PassRefusalAsync(http.Response, status, rest, backend, cancel);
                return;
            }
            await using var client = await upgrade.UpgradeAsync();
            await client.WriteAsync(rest, cancel);
            await PumpAsync(client, backend, cancel);
        }
        catch (Exception e) when (e is SocketException or IOException && !http.Response.HasStarted)
        {
            throw new NodeApiException(StatusCodes.Status502BadGateway, $"the container runtime's streaming server does not answer: {e.Message}");
        }
    }

    private static byte[] RequestHead(HttpRequest request, Uri target)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\n");
        foreach (var (name, values) in request.Headers)
        {
            if (NotForwarded.Contains(name))
                continue;
            foreach (var value in values)
                head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        return Encoding.Latin1.GetBytes(head.Append("Content-Length: 0\r\n\r\n").ToString());
    }

    /// <summary>Reads up to the blank line and copies the headers to the response.</summary>
    /// <returns>The status, and what was read beyond the head.</returns>
    private async Task<(int Status, ReadOnlyMemory<byte> Beyond)> ReadHeadAsync(Stream backend, HttpResponse response, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(AnswerWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var buffer = new byte[MaxHeadBytes];
        for (var length = 0; ;)
        {
            var read = await backend.ReadAsync(buffer.AsMemory(length), both.Token);
            if (read == 0)
                throw new IOException(length == buffer.Length ? "its answer's head is too long" : "it hung up");
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return (CopyHead(Encoding.Latin1.GetString(buffer, 0, end), response), buffer.AsMemory(end + 4, length - end - 4));
        }
    }

    private static int CopyHead(string head, HttpResponse response)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [_, var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new IOException($"its answer begins with '{lines[0]}'");
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !line.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(line[..colon], line[(colon + 1)..].Trim());
        }
        return status;
    }

    private static async Task PassRefusalAsync(
        HttpResponse response, int status, ReadOnlyMemory<byte> rest, Stream backend, CancellationToken cancel)
    {
        response.StatusCode = status;
        var length = (int)Math.Min(response.ContentLength ?? rest.Length, MaxRefusalBytes);
        var body = new byte[length];
        rest[..Math.Min(rest.Length, length)].CopyTo(body);
        if (length > rest.Length)
            await backend.ReadAtLeastAsync(body.AsMemory(rest.Length), length - rest.Length, throwOnEndOfStream: false, cancel);
        response.Headers.Remove("Connection");
        response.ContentLength = length;
        await response.Body.WriteAsync(body, cancel);
    }

    private static async Task PumpAsync(Stream client, Stream backend, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var there = CopyAsync(client, backend, either.Token);
        var back = CopyAsync(backend, client, either.Token);
        // Both protocols close their streams inside the connection: when one side hangs up, all is said.
        await Task.WhenAny(there, back);
        await either.CancelAsync();
        await Task.WhenAll(there, back);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PumpBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancel)) > 0)
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the two has hung up; the other is told by the caller.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
