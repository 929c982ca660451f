using System.Buffers.Binary;
using System.Text;

namespace LightKube.Network.Netlink;

/// <summary>
/// Writes netlink messages one after another into one growing buffer. Headers are in the machine's byte order; whether a value is
/// in network order is the protocol's choice, so both forms stand here.
/// </summary>
internal sealed class NetlinkWriter
{
    public const int HeaderLength = 16;
    private const int InitialCapacity = 4096;
    private const ushort NestedFlag = 0x8000;

    private byte[] _buffer = new byte[InitialCapacity];
    private int _messageStart = -1;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>The bytes of the message that is being written, its header included.</summary>
    public int MessageLength => Length - _messageStart;

    public void Clear()
    {
        Length = 0;
        _messageStart = -1;
    }

    public void BeginMessage(ushort type, NetlinkFlags flags, uint sequence)
    {
        _messageStart = Length;
        var header = Append(HeaderLength);
        BitConverter.TryWriteBytes(header[4..], type);
        BitConverter.TryWriteBytes(header[6..], (ushort)flags);
        BitConverter.TryWriteBytes(header[8..], sequence);
    }

    public void EndMessage() => BitConverter.TryWriteBytes(_buffer.AsSpan(_messageStart), (uint)MessageLength);

    /// <summary>Adds zeroed bytes, padded to the alignment of netlink, for the caller to fill.</summary>
    public Span<byte> Append(int length)
    {
        var padded = (length + 3) & ~3;
        if (Length + padded > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + padded));
        var span = _buffer.AsSpan(Length, padded);
        span.Clear();
        Length += padded;
        return span[..length];
    }

    public int BeginNested(ushort type)
    {
        var start = Length;
        PutHeader(type | NestedFlag, 0);
        return start;
    }

    public void EndNested(int start)
    {
        var length = Length - start;
        if (length > ushort.MaxValue)
            throw new InvalidOperationException($"A netlink attribute of {length} bytes is longer than the {ushort.MaxValue} that its header can say.");
        BitConverter.TryWriteBytes(_buffer.AsSpan(start), (ushort)length);
    }

    public void PutFlag(ushort type) => PutHeader(type, 0);

    public void PutBytes(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(PutHeader(type, value.Length));

    public void PutString(ushort type, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, PutHeader(type, length + 1));
    }

    public void PutByte(ushort type, byte value) => PutHeader(type, 1)[0] = value;

    public void PutUInt16(ushort type, ushort value) => BitConverter.TryWriteBytes(PutHeader(type, 2), value);

    public void PutUInt32(ushort type, uint value) => BitConverter.TryWriteBytes(PutHeader(type, 4), value);

    public void PutUInt16Network(ushort type, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(PutHeader(type, 2), value);

    public void PutUInt32Network(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(PutHeader(type, 4), value);

    public void PutUInt64Network(ushort type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(PutHeader(type, 8), value);

    private Span<byte> PutHeader(int type, int length)
    {
        var attribute = Append(4 + length);
        BitConverter.TryWriteBytes(attribute, (ushort)(4 + length));
        BitConverter.TryWriteBytes(attribute[2..], (ushort)type);
        return attribute[4..];
    }
}
