using System.Buffers;
using System.Text.Json;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Apply;

/// <summary>
/// Field sets in the form that managedFields has: <c>{"f:spec":{"f:replicas":{}}}</c>. An element without children is a member; one with children
/// is when it has the child <c>.</c>, which comes first.
/// </summary>
internal static class FieldsV1
{
    public const string Name = "FieldsV1";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <exception cref="DocumentFormatException">It is no field set.</exception>
    public static FieldSet Read(Value value)
    {
        if (value.AsEncoded is not { } encoded)
        {
            return value.AsMap is { } map ? Read(map) ?? FieldSet.Empty : throw new DocumentFormatException("a field set must be an object");
        }

        if (encoded.Reading is FieldSet known)
        {
            return known;
        }

        var set = Read(encoded.ToMap()) ?? FieldSet.Empty;
        EncodedMaps.Keep(encoded, set);
        return set;
    }

    /// <summary>The set's JSON, shared with all who write the same one.</summary>
    public static EncodedMap Write(FieldSet set) => set.Encoded ??= Encode(set);

    private static EncodedMap Encode(FieldSet set)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        var writer = JsonDocumentWriter.Rent(buffer);
        writer.WriteStartObject();
        WriteContent(writer, set);
        writer.WriteEndObject();
        JsonDocumentWriter.Return(writer);
        var encoded = EncodedMaps.GetOrAdd(buffer.WrittenSpan);
        if (encoded.Reading is null)
        {
            EncodedMaps.Keep(encoded, set);
        }

        return encoded;
    }

    private static FieldSet? Read(DocMap map)
    {
        using var entries = new FieldSetBuilder();
        foreach (ref readonly var entry in map.Entries)
        {
            if (entry.Key == "." || PathElement.Parse(entry.Key) is not { } element)
            {
                continue;
            }

            var below = entry.Value.AsMap;
            var set = below is null ? null : Read(below);
            entries.Add(new FieldSet.Entry(element, set is null || below!.Contains("."), set));
        }

        return entries.ToSet();
    }

    private static void WriteContent(Utf8JsonWriter writer, FieldSet set)
    {
        foreach (ref readonly var entry in set.Entries)
        {
            WriteName(writer, entry.Element);
            writer.WriteStartObject();
            if (entry.Below is { } below)
            {
                if (entry.IsMember)
                {
                    writer.WriteStartObject("."u8);
                    writer.WriteEndObject();
                }

                WriteContent(writer, below);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteName(Utf8JsonWriter writer, PathElement element)
    {
        var prefix = element.Kind switch
        {
            PathElementKind.Field => 'f',
            PathElementKind.Key => 'k',
            PathElementKind.Value => 'v',
            _ => 'i',
        };
        var length = element.Text.Length + 2;
        var rented = length <= 256 ? null : ArrayPool<char>.Shared.Rent(length);
        var name = rented is null ? stackalloc char[length] : rented.AsSpan(0, length);
        name[0] = prefix;
        name[1] = ':';
        element.Text.CopyTo(name[2..]);
        writer.WritePropertyName(name);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
