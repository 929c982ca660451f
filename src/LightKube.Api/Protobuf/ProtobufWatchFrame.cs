using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LightKube.Api.Protobuf;

/// <summary>
/// A watch event around an object that is encoded already: its length in four bytes, big-endian, then a WatchEvent whose object is a
/// RawExtension with the object in its envelope.
/// </summary>
public static class ProtobufWatchFrame
{
    private const int LengthBytes = 4;

    // WatchEvent, and RawExtension in it.
    private const int TypeField = 1, ObjectField = 2, RawField = 1;

    /// <summary>Writes all that comes before the object's bytes; nothing comes after them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">As <c>ADDED</c>.</param>
    /// <param name="length">Of the object in its envelope.</param>
    /// <param name="isFramed">False where the transport keeps events apart: the four bytes are left out.</param>
    public static void WriteHead(IBufferWriter<byte> output, string type, int length, bool isFramed)
    {
        var extension = WireWriter.PrefixSize(RawField, length) + length;
        var typeBytes = Encoding.UTF8.GetByteCount(type);
        var message = WireWriter.PrefixSize(TypeField, typeBytes) + typeBytes + WireWriter.PrefixSize(ObjectField, extension) + extension;
        if (isFramed)
        {
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(LengthBytes), message);
            output.Advance(LengthBytes);
        }

        var writer = WireWriter.Rent();
        writer.String(TypeField, type);
        writer.Prefix(ObjectField, extension);
        writer.Prefix(RawField, length);
        writer.FlushTo(output);
        WireWriter.Return(writer);
    }
}
