using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.Api.Views;

namespace LightKube.Api.Protobuf;

/// <summary>Reads one value. What is a string in JSON but a small message on the wire (times, quantities …) is put into its JSON form.</summary>
internal static class ValueReader
{
    internal static Value Read(TypeSchema type, ref WireReader reader, WireType wire, int field, int depth)
    {
        switch (type.Kind)
        {
            case TypeKind.Int32:
                WireReader.Expect(WireType.Varint, wire, field);
                return (int)reader.ReadVarint();
            case TypeKind.Int64:
                WireReader.Expect(WireType.Varint, wire, field);
                return (long)reader.ReadVarint();
            case TypeKind.Bool:
                WireReader.Expect(WireType.Varint, wire, field);
                return reader.ReadVarint() != 0;
            case TypeKind.Double:
                WireReader.Expect(WireType.Fixed64, wire, field);
                return reader.ReadDouble();
            case TypeKind.String:
                WireReader.Expect(WireType.LengthDelimited, wire, field);
                return reader.ReadString();
            case TypeKind.Bytes:
                WireReader.Expect(WireType.LengthDelimited, wire, field);
                return Convert.ToBase64String(reader.ReadBytes());
            default:
                WireReader.Expect(WireType.LengthDelimited, wire, field);
                return ReadMessage(type, reader.ReadBytes(), depth + 1);
        }
    }

    /// <summary>What stands for a value that a map's entry leaves out.</summary>
    internal static Value Empty(TypeSchema type) => type.Kind switch
    {
        TypeKind.Int32 or TypeKind.Int64 => 0,
        TypeKind.Double => 0.0,
        TypeKind.Bool => false,
        TypeKind.String or TypeKind.Bytes => "",
        _ => ReadMessage(type, default, 0),
    };

    private static Value ReadMessage(TypeSchema type, ReadOnlySpan<byte> message, int depth)
    {
        switch (type.Kind)
        {
            case TypeKind.Time:
                return message.IsEmpty ? default : ViewScalars.FormatTime(Instant(message));
            case TypeKind.MicroTime:
                return message.IsEmpty ? default : ViewScalars.FormatMicroTime(Instant(message));
            case TypeKind.Duration:
                return GoDuration.Format((long)Parts.Of(message).First);
            case TypeKind.Quantity:
                return Parts.Of(message).Bytes1 is { IsEmpty: false } text ? WireReader.Text(text) : "0";
            case TypeKind.IntOrString:
                var either = Parts.Of(message);
                return either.First == 0 ? (int)either.Second : either.Text3 ?? "";
            case TypeKind.Any or TypeKind.Json or TypeKind.FieldsV1:
                return Embedded(Parts.Of(message).Bytes1, depth);
            case TypeKind.Strings:
                return Strings(message, 1);
            case TypeKind.SchemaOrArray or TypeKind.SchemaOrBool or TypeKind.SchemaOrStrings:
                return SchemaOr(type.Kind, message, depth);
            default:
                var map = new DocMap();
                MessageReader.ReadInto(map, message, MessageLayout.Of(type), depth);
                return map;
        }
    }

    private static DateTimeOffset Instant(ReadOnlySpan<byte> message)
    {
        var parts = Parts.Of(message);
        var seconds = (long)parts.First;
        var earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
        var latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return seconds >= earliest && seconds <= latest
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks((int)parts.Second / 100)
            : throw WireReader.Broken($"{seconds} seconds is not a time between the years 1 and 9999");
    }

    // A RawExtension's bytes are JSON, or an object in protobuf of its own.
    private static Value Embedded(ReadOnlySpan<byte> bytes, int depth) =>
        bytes.IsEmpty ? default : ProtobufDocumentReader.IsProtobuf(bytes) ? ProtobufDocumentReader.ReadMap(bytes, depth, null) : JsonDocumentReader.Read(bytes);

    private static DocList Strings(ReadOnlySpan<byte> message, int itemField)
    {
        var list = new DocList();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var field, out var wire))
        {
            if (field == itemField && wire == WireType.LengthDelimited)
            {
                list.Add(reader.ReadString());
            }
            else
            {
                reader.Skip(wire);
            }
        }

        return list;
    }

    // JSONSchemaPropsOrArray, OrBool and OrStringArray: one part or the other is there.
    private static Value SchemaOr(TypeKind kind, ReadOnlySpan<byte> message, int depth)
    {
        var schemaField = kind == TypeKind.SchemaOrBool ? 2 : 1;
        var schemaType = BuiltIn.Types["apiextensions/v1.JSONSchemaProps"];
        Value schema = default;
        var allows = false;
        var others = new DocList();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var field, out var wire))
        {
            if (wire == WireType.LengthDelimited)
            {
                var item = kind == TypeKind.SchemaOrStrings && field == 2 ? reader.ReadString() : ReadMessage(schemaType, reader.ReadBytes(), depth);
                if (field == schemaField)
                {
                    schema = item;
                }
                else
                {
                    others.Add(item);
                }
            }
            else if (wire == WireType.Varint && kind == TypeKind.SchemaOrBool && field == 1)
            {
                allows = reader.ReadVarint() != 0;
            }
            else
            {
                reader.Skip(wire);
            }
        }

        return !schema.IsAbsent ? schema : kind == TypeKind.SchemaOrBool ? allows : others;
    }

    /// <summary>The fields of the small messages, by number and kind of value.</summary>
    private ref struct Parts
    {
        public ulong First, Second;
        public string? Text3;
        public ReadOnlySpan<byte> Bytes1;

        public static Parts Of(ReadOnlySpan<byte> message)
        {
            var parts = new Parts();
            var reader = new WireReader(message);
            while (reader.TryReadTag(out var field, out var wire))
            {
                switch (field, wire)
                {
                    case (1, WireType.Varint):
                        parts.First = reader.ReadVarint();
                        break;
                    case (2, WireType.Varint):
                        parts.Second = reader.ReadVarint();
                        break;
                    case (1, WireType.LengthDelimited):
                        parts.Bytes1 = reader.ReadBytes();
                        break;
                    case (3, WireType.LengthDelimited):
                        parts.Text3 = reader.ReadString();
                        break;
                    default:
                        reader.Skip(wire);
                        break;
                }
            }

            return parts;
        }
    }
}
