using System.Buffers.Binary;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Protobuf;

/// <summary>Reads the fields of one protobuf message. Every length is checked against what is there.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;

    // Bytes that are no text are refused, not replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = message;

    public readonly bool HasMore => !_rest.IsEmpty;

    /// <summary>Reads the next field's tag; false at the message's end.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        if (_rest.IsEmpty)
        {
            (field, type) = (0, default);
            return false;
        }

        var tag = ReadVarint();
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        return tag is > 7 and <= uint.MaxValue ? true : throw Broken($"{tag} is not a field's tag");
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < MaxVarintBytes && i < _rest.Length; i++)
        {
            var part = _rest[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw Broken("a number has no end");
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Broken($"a field of {length} bytes ends after the message");
    }

    public string ReadString() => Text(ReadBytes());

    /// <exception cref="DocumentFormatException">The bytes are not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Length <= NameTable.MaxLength ? NameTable.Shared.GetOrCreate(bytes) : Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new DocumentFormatException("the protobuf message holds a string that is not valid UTF-8", e);
        }
    }

    /// <summary>Passes over a field that nobody knows, as every reader of protobuf must.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            case WireType.LengthDelimited:
                ReadBytes();
                break;
            default:
                throw Broken($"wire type {(int)type} is not used by Kubernetes");
        }
    }

    public static void Expect(WireType wanted, WireType found, int field)
    {
        if (wanted != found)
        {
            throw Broken($"field {field} has wire type {(int)found} where {(int)wanted} belongs");
        }
    }

    internal static DocumentFormatException Broken(string what) => new($"broken protobuf message: {what}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Broken("it ends within a field");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
