using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace LightKube.Foundation.Grpc;

/// <summary>Reads length-prefixed messages from a response body through one pooled buffer.</summary>
internal sealed class GrpcFrameReader(Stream body, string method, int maxMessageBytes) : IDisposable
{
    private const int FirstBufferBytes = 4096; // most answers of a runtime fit
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);

    /// <summary>The next message; the default value at the end of the body.</summary>
    internal async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancel) where T : class, IMessage<T>
    {
        var prefix = await body.ReadAtLeastAsync(_buffer.AsMemory(0, GrpcContent.PrefixLength), GrpcContent.PrefixLength,
            throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        if (prefix == 0)
            return null;
        if (prefix < GrpcContent.PrefixLength)
            throw new GrpcException(method, GrpcStatusCode.Internal, "the answer ends inside a message prefix");
        if (_buffer[0] != 0)
            throw new GrpcException(method, GrpcStatusCode.Internal, "the answer is compressed, which was not offered");

        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(1));
        if (length > maxMessageBytes)
            throw new GrpcException(method, GrpcStatusCode.ResourceExhausted, $"a message of {length} bytes; the limit is {maxMessageBytes}");
        GrowDiscardingContent((int)length);
        await body.ReadExactlyAsync(_buffer.AsMemory(0, (int)length), cancel).ConfigureAwait(false);
        return parser.ParseFrom(_buffer, 0, (int)length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void GrowDiscardingContent(int length)
    {
        if (length <= _buffer.Length)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(length);
    }
}
