using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>Reads a message's fields into a map, over its type.</summary>
/// <remarks>
/// Kubernetes' writers put a field on the wire whether it is empty or not, unless it is a pointer. Its JSON leaves
/// empty ones out when the type says <c>omitempty</c>, and so does this.
/// </remarks>
internal static class MessageReader
{
    private const int MapKeyField = 1, MapValueField = 2;

    /// <exception cref="DocumentFormatException">The bytes are not such a message, or too deep.</exception>
    internal static void ReadInto(DocMap map, ReadOnlySpan<byte> message, MessageLayout layout, int depth)
    {
        if (depth >= JsonLimits.MaxDepth)
        {
            throw WireReader.Broken($"it is more than {JsonLimits.MaxDepth} levels deep");
        }

        var reader = new WireReader(message);
        while (reader.TryReadTag(out var number, out var wire))
        {
            var slot = layout[number];
            if (slot.Inlined is { } inlined)
            {
                WireReader.Expect(WireType.LengthDelimited, wire, number);
                ReadInto(map, reader.ReadBytes(), inlined, depth + 1);
            }
            else if (slot.Field is { } field)
            {
                ReadField(map, field, ref reader, wire, depth);
            }
            else
            {
                reader.Skip(wire);
            }
        }
    }

    private static void ReadField(DocMap map, FieldSchema field, ref WireReader reader, WireType wire, int depth)
    {
        switch (field.Type.Kind)
        {
            case TypeKind.List:
                ReadItem(map.GetOrAddList(field.Name), field, ref reader, wire, depth);
                break;
            case TypeKind.Map:
                WireReader.Expect(WireType.LengthDelimited, wire, field.Wire[^1]);
                ReadEntry(map.GetOrAddMap(field.Name), field, reader.ReadBytes(), depth);
                break;
            default:
                var value = ValueReader.Read(field.Type, ref reader, wire, field.Wire[^1], depth);
                if (field.Pointer || field.Always && !IsEmptyMap(value) || !IsEmpty(value))
                {
                    map.Set(field.Name, value);
                }

                break;
        }
    }

    // Numbers may stand packed, many in one field.
    private static void ReadItem(DocList list, FieldSchema field, ref WireReader reader, WireType wire, int depth)
    {
        var element = field.Type.Element!;
        if (wire == WireType.LengthDelimited && element.Kind is (TypeKind.Int32 or TypeKind.Int64 or TypeKind.Bool))
        {
            var packed = new WireReader(reader.ReadBytes());
            while (packed.HasMore)
            {
                list.Add(ValueReader.Read(element, ref packed, WireType.Varint, field.Wire[^1], depth));
            }

            return;
        }

        // An item that is empty still is one.
        var item = ValueReader.Read(element, ref reader, wire, field.Wire[^1], depth);
        list.Add(item.IsAbsent ? Value.Null : item);
    }

    private static void ReadEntry(DocMap map, FieldSchema field, ReadOnlySpan<byte> entry, int depth)
    {
        var element = field.Type.Element!;
        var reader = new WireReader(entry);
        var key = "";
        Value value = default;
        while (reader.TryReadTag(out var number, out var wire))
        {
            switch (number)
            {
                case MapKeyField:
                    WireReader.Expect(WireType.LengthDelimited, wire, number);
                    key = NameTable.Shared.GetOrAdd(reader.ReadString());
                    break;
                case MapValueField:
                    value = ValueReader.Read(element, ref reader, wire, number, depth);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        map.Set(key, value.IsAbsent ? ValueReader.Empty(element) : value);
    }

    private static bool IsEmptyMap(Value value) => value.AsMap is { Count: 0 };

    private static bool IsEmpty(Value value) => value.Kind switch
    {
        ValueKind.Absent or ValueKind.Null => true,
        ValueKind.Bool => value.AsBool == false,
        ValueKind.Int => value.AsInt == 0,
        ValueKind.Double => value.AsDouble == 0,
        ValueKind.String => value.AsString!.Length == 0,
        ValueKind.Map => value.AsMap!.Count == 0,
        _ => value.AsList!.Count == 0,
    };
}
