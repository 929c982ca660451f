using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Aggregation;

/// <summary>A connection to an extension server: HTTP/1.1, one exchange after the other.</summary>
/// <remarks>docs/decisions/077 says why it is not HttpClient.</remarks>
internal sealed class RemoteConnection : IAsyncDisposable
{
    /// <summary>An answer's head that is larger is none.</summary>
    private const int MaxHeadBytes = 64 * 1024;

    private const int CopyBufferBytes = 16 * 1024;

    private readonly Socket _socket;
    private readonly PipeReader _reader;
    private bool _isBroken;

    /// <param name="socket">The socket below the stream.</param>
    /// <param name="stream">Ready for use; disposed with the connection.</param>
    public RemoteConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        Stream = stream;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    }

    /// <summary>For an exchange that is no HTTP after its first lines.</summary>
    public Stream Stream { get; }

    /// <summary>True while the server has neither closed nor said anything that nobody asked for: the next one who asks must not get it.</summary>
    public bool IsQuiet => !_socket.Poll(0, SelectMode.SelectRead) && !HasLeftover();

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <exception cref="IOException">The server hung up, or does not speak HTTP.</exception>
    public async Task<RemoteResponse> ExchangeAsync(RemoteRequest request, CancellationToken cancel)
    {
        try
        {
            await SendAsync(request, cancel);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // A server that refuses a body hangs up after it has said why, which is read below if it is there. What the client fails to send is its own fault.
            _isBroken = true;
        }

        while (true)
        {
            var response = await ReadHeadAsync(cancel);
            if (response.Status is >= 200 or 101)
            {
                return response;
            }
        }
    }

    /// <summary>Moves the answer's body to the output, piece by piece as it comes.</summary>
    /// <returns>True when the connection can be used again.</returns>
    /// <exception cref="IOException">The body broke off.</exception>
    public async Task<bool> ReadBodyAsync(RemoteRequest request, RemoteResponse response, PipeWriter output, CancellationToken cancel)
    {
        if (!response.HasBody(request.Method))
        {
            return !response.Closes && !_isBroken;
        }

        var chunks = response.IsChunked ? new ChunkedBody() : null;
        var left = chunks is null ? response.Length : null;
        while (chunks is null ? left != 0 : !chunks.IsDone)
        {
            var read = await _reader.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (chunks is null)
            {
                left -= Copy(ref buffer, left ?? long.MaxValue, output);
            }
            else
            {
                chunks.Read(ref buffer, output);
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            await output.FlushAsync(cancel);
            if (read.IsCompleted && (chunks is null ? left != 0 : !chunks.IsDone))
            {
                return chunks is null && left is null ? false : throw new IOException("the extension server's answer broke off");
            }
        }

        return !response.Closes && !_isBroken;
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await Stream.DisposeAsync();
    }

    private bool HasLeftover()
    {
        if (!_reader.TryRead(out var read))
        {
            return false;
        }

        _reader.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty || read.IsCompleted;
    }

    private static long Copy(ref ReadOnlySequence<byte> buffer, long atMost, PipeWriter output)
    {
        var take = Math.Min(atMost, buffer.Length);
        foreach (var segment in buffer.Slice(0, take))
        {
            output.Write(segment.Span);
        }

        buffer = buffer.Slice(take);
        return take;
    }

    private async Task<RemoteResponse> ReadHeadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancel);
            if (TryTakeHead(read.Buffer, out var head, out var rest))
            {
                var response = RemoteResponse.Parse(head);
                _reader.AdvanceTo(rest);
                return response;
            }

            if (read.IsCompleted)
            {
                throw new IOException("the extension server hung up before it answered");
            }

            if (read.Buffer.Length > MaxHeadBytes)
            {
                throw new IOException($"the head of the extension server's answer has no end within {MaxHeadBytes} bytes");
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool TryTakeHead(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> head, out SequencePosition rest)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryReadTo(out head, "\r\n\r\n"u8);
        rest = reader.Position;
        return found;
    }

    private async Task SendAsync(RemoteRequest request, CancellationToken cancel)
    {
        await Stream.WriteAsync(request.Head(), cancel);
        if (request.Body is { } body)
        {
            await SendBodyAsync(body, isChunked: request.Length is null, cancel);
        }

        await Stream.FlushAsync(cancel);
    }

    private async Task SendBodyAsync(Stream body, bool isChunked, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancel)) > 0)
            {
                if (isChunked)
                {
                    await Stream.WriteAsync(Encoding.ASCII.GetBytes(read.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), cancel);
                }

                await Stream.WriteAsync(buffer.AsMemory(0, read), cancel);
                if (isChunked)
                {
                    await Stream.WriteAsync("\r\n"u8.ToArray(), cancel);
                }
            }

            if (isChunked)
            {
                await Stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
