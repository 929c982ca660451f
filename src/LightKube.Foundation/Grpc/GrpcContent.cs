using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace LightKube.Foundation.Grpc;

/// <summary>One message as a request body: a zero byte (not compressed), the length in four bytes, the message.</summary>
internal sealed class GrpcContent : HttpContent
{
    internal const int PrefixLength = 5;
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly IMessage _message;
    private readonly int _size;

    internal GrpcContent(IMessage message)
    {
        _message = message;
        _size = message.CalculateSize();
        Headers.ContentType = Grpc;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var frame = ArrayPool<byte>.Shared.Rent(PrefixLength + _size);
        try
        {
            frame[0] = 0;
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), _size);
            _message.WriteTo(frame.AsSpan(PrefixLength, _size));
            await stream.WriteAsync(frame.AsMemory(0, PrefixLength + _size)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    // A declared length would let a server refuse the request for disagreeing with END_STREAM; gRPC clients send none.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
