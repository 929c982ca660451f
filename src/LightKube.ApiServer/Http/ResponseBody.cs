using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>Where an answer's bytes go: the connection, or a compressor in front of it. To be opened before anything is written.</summary>
internal readonly struct ResponseBody : IAsyncDisposable
{
    /// <summary>What the compressor is handed at once.</summary>
    private const int CompressorBuffer = 64 * 1024;

    private readonly bool _compressed;

    private ResponseBody(PipeWriter output, bool compressed)
    {
        Output = output;
        _compressed = compressed;
    }

    public PipeWriter Output { get; }

    /// <param name="http">The request.</param>
    /// <param name="bytes">How long the body is, at least roughly.</param>
    /// <param name="exact">That it is exactly so long, so that the client is told when it is sent as it is.</param>
    public static ResponseBody Open(HttpContext http, long bytes, bool exact)
    {
        var response = http.Response;
        if (!ResponseCompression.IsWorthwhile(http, bytes))
        {
            response.ContentLength = exact ? bytes : null;
            return new ResponseBody(response.BodyWriter, false);
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        var compressor = new GZipStream(new UnflushedStream(response.BodyWriter), CompressionLevel.Fastest);
        return new ResponseBody(PipeWriter.Create(compressor, new StreamPipeWriterOptions(minimumBufferSize: CompressorBuffer)), true);
    }

    public ValueTask DisposeAsync() => _compressed ? Output.CompleteAsync() : ValueTask.CompletedTask;

    // The compressor hands over pieces of 8 KB; sending each at once would make a packet of each.
    private sealed class UnflushedStream(PipeWriter output) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            buffer.CopyTo(output.GetSpan(buffer.Length));
            output.Advance(buffer.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken).AsTask();
    }
}
