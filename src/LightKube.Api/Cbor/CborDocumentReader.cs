using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Cbor;

/// <summary>
/// Reads CBOR into a tree that equals the one its JSON gives, by the rules of Kubernetes (KEP-4222): byte strings are strings, tags 21 to 23
/// ask for their text form, every other tag is passed over, a key that stands twice is an error.
/// </summary>
public static class CborDocumentReader
{
    /// <summary>Reads bytes that must be one map.</summary>
    /// <exception cref="DocumentFormatException">They are not.</exception>
    public static DocMap ReadMap(ReadOnlySpan<byte> bytes) =>
        Read(bytes).AsMap ?? throw new DocumentFormatException("the CBOR data is not a map");

    /// <summary>Reads bytes that must be one data item.</summary>
    /// <exception cref="DocumentFormatException">They are not, or have no form in JSON: not a number, keys that are no strings, simple values.</exception>
    public static Value Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Cursor(bytes);
        var value = reader.ReadValue(0);
        return reader.IsAtEnd ? value : throw Broken("there are bytes after the end of the data item");
    }

    private static DocumentFormatException Broken(string what) => new($"broken CBOR: {what}");

    private ref struct Cursor(ReadOnlySpan<byte> bytes)
    {
        // Bytes that are no text are refused, not replaced.
        private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public Value ReadValue(int depth)
        {
            if (depth >= CborLimits.MaxDepth)
            {
                throw Broken($"it is more than {CborLimits.MaxDepth} levels deep");
            }

            var first = Take(1)[0];
            var type = (CborMajorType)(first >> 5);
            var low = first & 0x1F;
            return type switch
            {
                CborMajorType.Unsigned => Integer(ReadNumber(low), negative: false),
                CborMajorType.Negative => Integer(ReadNumber(low), negative: true),
                CborMajorType.Bytes or CborMajorType.Text => Text(ReadString(type, low)),
                CborMajorType.List => ReadList(low, depth),
                CborMajorType.Map => ReadMap(low, depth),
                CborMajorType.Tag => ReadTagged(ReadNumber(low), depth),
                _ => ReadSimple(first),
            };
        }

        private DocList ReadList(int low, int depth)
        {
            if (low == CborHead.Indefinite)
            {
                var open = new DocList();
                while (!TakeBreak())
                {
                    open.Add(ReadValue(depth + 1));
                }

                return open;
            }

            // An item takes a byte at least.
            var count = Bounded(ReadNumber(low), 1);
            var list = new DocList(Math.Min(count, CborLimits.FirstCapacity));
            for (var i = 0; i < count; i++)
            {
                list.Add(ReadValue(depth + 1));
            }

            return list;
        }

        private DocMap ReadMap(int low, int depth)
        {
            var isOpen = low == CborHead.Indefinite;
            var count = isOpen ? 0 : Bounded(ReadNumber(low), 2);
            var map = new DocMap(Math.Min(count, CborLimits.FirstCapacity));
            for (var i = 0; isOpen ? !TakeBreak() : i < count; i++)
            {
                var key = ReadKey();
                if (map.Contains(key))
                {
                    throw Broken($"the key \"{key}\" stands twice in one map");
                }

                map.Set(key, ReadValue(depth + 1));
            }

            return map;
        }

        private string ReadKey()
        {
            var first = Take(1)[0];
            var type = (CborMajorType)(first >> 5);
            if (type is not (CborMajorType.Bytes or CborMajorType.Text))
            {
                throw Broken("the key of a map is not a string");
            }

            var bytes = ReadString(type, first & 0x1F);
            try
            {
                return NameTable.Shared.GetOrAdd(bytes);
            }
            catch (DecoderFallbackException e)
            {
                throw new DocumentFormatException("the CBOR data holds a key that is not valid UTF-8", e);
            }
        }

        // A string in pieces is put together; each piece is one of definite length and of the same type.
        private ReadOnlySpan<byte> ReadString(CborMajorType type, int low)
        {
            if (low != CborHead.Indefinite)
            {
                return Take(Bounded(ReadNumber(low), 1));
            }

            using var whole = new MemoryStream();
            while (!TakeBreak())
            {
                var first = Take(1)[0];
                if ((CborMajorType)(first >> 5) != type || (first & 0x1F) == CborHead.Indefinite)
                {
                    throw Broken("a piece of a string is of another type");
                }

                whole.Write(Take(Bounded(ReadNumber(first & 0x1F), 1)));
            }

            return whole.ToArray();
        }

        private Value ReadTagged(ulong tag, int depth)
        {
            if (tag is not (CborHead.Base64 or CborHead.Base64Url or CborHead.Base16))
            {
                return tag is CborHead.PositiveBignum or CborHead.NegativeBignum
                    ? throw Broken("it holds an integer of more than 64 bits")
                    : ReadValue(depth + 1);
            }

            var first = Take(1)[0];
            if ((CborMajorType)(first >> 5) != CborMajorType.Bytes)
            {
                throw Broken($"tag {tag} stands before something that is not a byte string");
            }

            var bytes = ReadString(CborMajorType.Bytes, first & 0x1F);
            return tag switch
            {
                CborHead.Base64 => Convert.ToBase64String(bytes),
                CborHead.Base64Url => Base64Url.EncodeToString(bytes),
                _ => Convert.ToHexString(bytes),
            };
        }

        private Value ReadSimple(byte first)
        {
            switch (first)
            {
                case CborHead.False:
                    return false;
                case CborHead.True:
                    return true;
                case CborHead.Null or CborHead.Undefined:
                    return Value.Null;
                case CborHead.Half:
                    return Finite((double)BinaryPrimitives.ReadHalfBigEndian(Take(2)));
                case CborHead.Single:
                    return Finite(BinaryPrimitives.ReadSingleBigEndian(Take(4)));
                case CborHead.Double:
                    return Finite(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                case CborHead.Break:
                    throw Broken("an end that ends nothing");
                default:
                    throw Broken("a simple value without a form in JSON");
            }
        }

        private static Value Finite(double number) => double.IsFinite(number) ? number : throw Broken("a number that is not finite");

        // What does not fit 64 bits with a sign becomes a floating-point number, as it does from JSON.
        private static Value Integer(ulong number, bool negative)
        {
            if (number <= long.MaxValue)
            {
                return negative ? -1 - (long)number : (long)number;
            }

            return negative ? -1.0 - number : (double)number;
        }

        private static Value Text(ReadOnlySpan<byte> bytes)
        {
            try
            {
                return bytes.Length <= NameTable.MaxLength ? NameTable.Shared.GetOrCreate(bytes) : Utf8.GetString(bytes);
            }
            catch (DecoderFallbackException e)
            {
                throw new DocumentFormatException("the CBOR data holds a string that is not valid UTF-8", e);
            }
        }

        private ulong ReadNumber(int low) => low switch
        {
            < CborHead.OneByte => (ulong)low,
            CborHead.OneByte => Take(1)[0],
            CborHead.TwoBytes => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            CborHead.FourBytes => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            CborHead.EightBytes => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            _ => throw Broken("a length of a form that is reserved"),
        };

        /// <summary>A length or count, when that many things of at least so many bytes can still come.</summary>
        private readonly int Bounded(ulong count, int bytesEach) =>
            count <= (ulong)(_rest.Length / bytesEach) ? (int)count : throw Broken($"{count} bytes or items are said to follow, more than there are");

        private bool TakeBreak()
        {
            if (_rest.IsEmpty || _rest[0] != CborHead.Break)
            {
                return _rest.IsEmpty ? throw Broken("it ends within an item") : false;
            }

            _rest = _rest[1..];
            return true;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length)
            {
                throw Broken("it ends within an item");
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
