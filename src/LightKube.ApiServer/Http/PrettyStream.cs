using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>The body of an answer, on its way to the connection: JSON gets line breaks, all else passes as it is. A little is held at a time.</summary>
internal sealed class PrettyStream(HttpResponse response, PipeWriter connection) : WriteOnlyStream
{
    /// <summary>Bytes of the answer that are handed to the connection at once.</summary>
    private const int Piece = 64 * 1024;

    private PrettyJson? _lines;
    private bool _hasBegun;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Begin();
        if (_lines is null)
        {
            connection.Write(buffer);
        }
        else
        {
            _lines.Write(buffer, connection);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > Piece)
        {
            Write(buffer.Span[..Piece]);
            await connection.FlushAsync(cancellationToken);
            buffer = buffer[Piece..];
        }

        Write(buffer.Span);
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Begin();
        return connection.FlushAsync(cancellationToken).AsTask();
    }

    // The headers are whole when the body begins, and have not been sent yet.
    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        if (MediaTypes.Bare(response.ContentType) == MediaTypes.Json && response.Headers.ContentEncoding.Count == 0)
        {
            _lines = new PrettyJson();
            response.ContentLength = null;
        }
    }
}
