using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LightKube.Api.Protobuf;

/// <summary>
/// Writes protobuf's wire format. A message is written in place and its length put before it when it ends. As an
/// <see cref="IBufferWriter{T}"/> it takes the content of a field that somebody else writes.
/// </summary>
internal sealed class WireWriter : IBufferWriter<byte>
{
    private const int MaxVarint = 10;
    private const int FirstSize = 16 * 1024;

    /// <summary>A larger buffer is not kept for the next message.</summary>
    private const int KeepUpTo = 256 * 1024;

    [ThreadStatic]
    private static WireWriter? _ofThread;

    private byte[] _bytes = new byte[FirstSize];
    private int _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public int Length => _count;

    /// <summary>The thread's writer, empty. Give it back with <see cref="Return"/>.</summary>
    public static WireWriter Rent()
    {
        var writer = _ofThread ?? new WireWriter();
        _ofThread = null;
        return writer;
    }

    public static void Return(WireWriter writer)
    {
        writer._count = 0;
        if (writer._bytes.Length <= KeepUpTo)
        {
            _ofThread = writer;
        }
    }

    public void String(int field, string text)
    {
        var start = Begin(field);
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        Ensure(length);
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
        End(start);
    }

    public void Bool(int field, bool value) => Varint(field, value ? 1UL : 0UL);

    /// <summary>A negative number takes ten bytes, as protobuf has it.</summary>
    public void Varint(int field, long value) => Varint(field, (ulong)value);

    public void Double(int field, double value)
    {
        Tag(field, WireType.Fixed64);
        Ensure(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_count), value);
        _count += sizeof(double);
    }

    /// <summary>The bytes that a base64 text stands for.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public void Base64(int field, string text)
    {
        var start = Begin(field);
        Ensure(text.Length);
        _count += Convert.TryFromBase64String(text, _bytes.AsSpan(_count), out var written) ? written : throw new FormatException("a text that must be base64 is not");
        End(start);
    }

    /// <summary>Begins a message or another field with a length.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    public int Begin(int field)
    {
        Tag(field, WireType.LengthDelimited);

        // Most lengths take one byte; its place is left open.
        Ensure(1);
        return ++_count;
    }

    public void End(int start)
    {
        var length = _count - start;
        var size = VarintSize((uint)length);
        if (size > 1)
        {
            Ensure(size);
            _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + size - 1));
            _count += size - 1;
        }

        Encode(_bytes.AsSpan(start - 1), (uint)length);
    }

    /// <summary>Bytes that are on the wire as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Hands what was written to the output and starts anew.</summary>
    public void FlushTo(IBufferWriter<byte> output)
    {
        output.Write(Written);
        _count = 0;
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_count);
    }

    /// <summary>The bytes that a tag and a length take before a field of that length.</summary>
    public static int PrefixSize(int field, int length) => VarintSize((uint)field << 3) + VarintSize((uint)length);

    /// <summary>The tag and length of a field whose content follows.</summary>
    public void Prefix(int field, int length)
    {
        Tag(field, WireType.LengthDelimited);
        Varint((uint)length);
    }

    private void Varint(int field, ulong value)
    {
        Tag(field, WireType.Varint);
        Varint(value);
    }

    private void Tag(int field, WireType type) => Varint(((uint)field << 3) | (uint)type);

    private void Varint(ulong value)
    {
        Ensure(MaxVarint);
        _count += Encode(_bytes.AsSpan(_count), value);
    }

    private static int VarintSize(uint value)
    {
        var size = 1;
        for (; value >= 0x80; value >>= 7)
        {
            size++;
        }

        return size;
    }

    private static int Encode(Span<byte> into, ulong value)
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
