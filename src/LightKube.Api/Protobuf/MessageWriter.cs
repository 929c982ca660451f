using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>Writes a map's fields as a message, over its type.</summary>
/// <remarks>
/// As Kubernetes' own writers do, byte for byte: fields in the order of their numbers, maps in the order of their keys, and whatever is not a
/// pointer, a list or a map is written even when it is empty.
/// </remarks>
internal static class MessageWriter
{
    private const int MapKeyField = 1, MapValueField = 2;

    /// <exception cref="DocumentFormatException">A value is not of its field's type.</exception>
    internal static void Write(WireWriter writer, DocMap map, MessageLayout layout)
    {
        foreach (var number in layout.Numbers)
        {
            var slot = layout[number];
            if (slot.Inlined is { } inlined)
            {
                var start = writer.Begin(number);
                Write(writer, map, inlined);
                writer.End(start);
            }
            else
            {
                WriteField(writer, number, slot.Field!, map[slot.Field!.Name]);
            }
        }
    }

    private static void WriteField(WireWriter writer, int number, FieldSchema field, Value value)
    {
        switch (field.Type.Kind)
        {
            case TypeKind.List:
                if (Container(value, value.AsList, field) is { } list)
                {
                    foreach (ref readonly var item in list.Items)
                    {
                        ValueWriter.Write(writer, number, field.Type.Element!, item);
                    }
                }

                break;
            case TypeKind.Map:
                if (Container(value, value.AsMap, field) is { } map)
                {
                    WriteEntries(writer, number, field.Type.Element!, map);
                }

                break;
            case TypeKind.Bytes or TypeKind.Strings when value.IsAbsentOrNull:
                break;
            default:
                if (!field.Pointer || !value.IsAbsentOrNull)
                {
                    ValueWriter.Write(writer, number, field.Type, value);
                }

                break;
        }
    }

    private static T? Container<T>(Value value, T? container, FieldSchema field)
        where T : class =>
        container is not null || value.IsAbsentOrNull ? container : throw new DocumentFormatException($"the field {field.Name} holds {value} where a {field.Type} belongs");

    private static void WriteEntries(WireWriter writer, int number, TypeSchema element, DocMap map)
    {
        if (IsSorted(map))
        {
            foreach (ref readonly var entry in map.Entries)
            {
                WriteEntry(writer, number, element, entry);
            }

            return;
        }

        var entries = map.Entries.ToArray();
        entries.AsSpan().Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach (ref readonly var entry in entries.AsSpan())
        {
            WriteEntry(writer, number, element, entry);
        }
    }

    private static void WriteEntry(WireWriter writer, int number, TypeSchema element, in DocMap.Entry entry)
    {
        var start = writer.Begin(number);
        writer.String(MapKeyField, entry.Key);
        ValueWriter.Write(writer, MapValueField, element, entry.Value);
        writer.End(start);
    }

    private static bool IsSorted(DocMap map)
    {
        var entries = map.Entries;
        for (var i = 1; i < entries.Length; i++)
        {
            if (string.CompareOrdinal(entries[i - 1].Key, entries[i].Key) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
