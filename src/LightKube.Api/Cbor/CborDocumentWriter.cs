using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Cbor;

/// <summary>
/// Writes a tree as CBOR by the rules of Kubernetes (KEP-4222): the tag that says what follows, definite lengths, strings and keys as byte
/// strings, numbers in their shortest form.
/// </summary>
public static class CborDocumentWriter
{
    /// <summary>Bytes of the tag before each object.</summary>
    public const int PrefixBytes = 3;

    /// <summary>Appends the object with the tag before it.</summary>
    public static void Write(IBufferWriter<byte> output, Value value)
    {
        output.Write(CborHead.SelfDescribed);
        WriteItem(output, value);
    }

    private static void WriteItem(IBufferWriter<byte> output, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                WriteString(output, value.AsString!);
                break;
            case ValueKind.Map:
                WriteMapHead(output, value.AsMap!.Count);
                foreach (ref readonly var entry in value.AsMap!.Entries)
                {
                    WriteString(output, entry.Key);
                    WriteItem(output, entry.Value);
                }

                break;
            case ValueKind.List:
                WriteListHead(output, value.AsList!.Count);
                foreach (ref readonly var item in value.AsList!.Items)
                {
                    WriteItem(output, item);
                }

                break;
            case ValueKind.Int:
                WriteInteger(output, value.AsInt!.Value);
                break;
            case ValueKind.Double:
                WriteDouble(output, value.AsDouble!.Value);
                break;
            case ValueKind.Bool:
                WriteByte(output, value.AsBool == true ? CborHead.True : CborHead.False);
                break;
            default:
                WriteByte(output, CborHead.Null);
                break;
        }
    }

    /// <summary>Appends an object and opens a list as its last field: so many items must come next, without the tag, and nothing after them.</summary>
    public static void WriteListStart(IBufferWriter<byte> output, DocMap head, string field, int count)
    {
        output.Write(CborHead.SelfDescribed);
        WriteMapHead(output, head.Count + 1);
        foreach (ref readonly var entry in head.Entries)
        {
            WriteString(output, entry.Key);
            WriteItem(output, entry.Value);
        }

        WriteString(output, field);
        WriteListHead(output, count);
    }

    /// <summary>Appends all of a watch event that comes before its object.</summary>
    public static void WriteWatchHead(IBufferWriter<byte> output, string type)
    {
        output.Write(CborHead.SelfDescribed);
        WriteMapHead(output, 2);
        WriteString(output, "type");
        WriteString(output, type);
        WriteString(output, "object");
    }

    private static void WriteMapHead(IBufferWriter<byte> output, int count) => WriteHead(output, CborMajorType.Map, (ulong)count);

    private static void WriteListHead(IBufferWriter<byte> output, int count) => WriteHead(output, CborMajorType.List, (ulong)count);

    private static void WriteString(IBufferWriter<byte> output, string text)
    {
        WriteHead(output, CborMajorType.Bytes, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    public static byte[] ToBytes(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteInteger(IBufferWriter<byte> output, long number)
    {
        if (number >= 0)
        {
            WriteHead(output, CborMajorType.Unsigned, (ulong)number);
        }
        else
        {
            WriteHead(output, CborMajorType.Negative, (ulong)(-1 - number));
        }
    }

    private static void WriteDouble(IBufferWriter<byte> output, double number)
    {
        if (!double.IsFinite(number))
        {
            // As in JSON, which cannot say it either.
            WriteByte(output, CborHead.Null);
            return;
        }

        var span = output.GetSpan(1 + sizeof(double));
        if ((double)(Half)number == number)
        {
            span[0] = CborHead.Half;
            BinaryPrimitives.WriteHalfBigEndian(span[1..], (Half)number);
            output.Advance(3);
        }
        else if ((float)number == number)
        {
            span[0] = CborHead.Single;
            BinaryPrimitives.WriteSingleBigEndian(span[1..], (float)number);
            output.Advance(5);
        }
        else
        {
            span[0] = CborHead.Double;
            BinaryPrimitives.WriteDoubleBigEndian(span[1..], number);
            output.Advance(9);
        }
    }

    private static void WriteHead(IBufferWriter<byte> output, CborMajorType type, ulong number)
    {
        var span = output.GetSpan(1 + sizeof(ulong));
        var major = (byte)((byte)type << 5);
        switch (number)
        {
            case < CborHead.OneByte:
                span[0] = (byte)(major | (byte)number);
                output.Advance(1);
                break;
            case <= byte.MaxValue:
                span[0] = (byte)(major | CborHead.OneByte);
                span[1] = (byte)number;
                output.Advance(2);
                break;
            case <= ushort.MaxValue:
                span[0] = (byte)(major | CborHead.TwoBytes);
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)number);
                output.Advance(3);
                break;
            case <= uint.MaxValue:
                span[0] = (byte)(major | CborHead.FourBytes);
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)number);
                output.Advance(5);
                break;
            default:
                span[0] = (byte)(major | CborHead.EightBytes);
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], number);
                output.Advance(9);
                break;
        }
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
