using System.Buffers;
using System.Text;

namespace LightKube.Api.OpenApi;

/// <summary>Writes protobuf's wire format. A message is written in place and its length put before it when it ends.</summary>
internal sealed class ProtobufBuffer
{
    private const int LengthDelimited = 2;
    private const int MaxVarint = 10;

    private byte[] _bytes = new byte[64 * 1024];
    private int _count;

    public void String(int field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var start = Begin(field);
        var length = Encoding.UTF8.GetByteCount(text);
        Ensure(length);
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
        End(start);
    }

    public void Bool(int field, bool value)
    {
        if (value)
        {
            Varint((uint)field << 3);
            Varint(1);
        }
    }

    public int Begin(int field)
    {
        Varint(((uint)field << 3) | LengthDelimited);
        return _count;
    }

    public void End(int start)
    {
        var length = _count - start;
        Span<byte> prefix = stackalloc byte[MaxVarint];
        var size = Encode(prefix, (uint)length);
        Ensure(size);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + size));
        prefix[..size].CopyTo(_bytes.AsSpan(start));
        _count += size;
    }

    /// <summary>Hands what was written to the output and starts anew.</summary>
    public void FlushTo(IBufferWriter<byte> output)
    {
        output.Write(_bytes.AsSpan(0, _count));
        _count = 0;
    }

    private void Varint(uint value)
    {
        Ensure(MaxVarint);
        _count += Encode(_bytes.AsSpan(_count), value);
    }

    private static int Encode(Span<byte> into, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            into[at++] = (byte)(value | 0x80);
        }

        into[at++] = (byte)value;
        return at;
    }

    private void Ensure(int more)
    {
        if (_count + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + more));
        }
    }
}
