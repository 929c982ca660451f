using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LightKube.Api.Documents;

namespace LightKube.Api.Json;

/// <summary>Writes a tree as compact JSON, without allocating.</summary>
public static class JsonDocumentWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = JsonLimits.MaxDepth + 8,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _ofThread;

    /// <summary>Appends the value's JSON to the buffer.</summary>
    public static void Write(IBufferWriter<byte> output, Value value)
    {
        var json = new JsonOutput(output);
        json.Value(value);
        json.Flush();
    }

    /// <summary>Appends the object's JSON with an empty <c>metadata.resourceVersion</c>.</summary>
    /// <returns>
    /// The place, counted from the first byte written, at which the digits of the resource version belong.
    /// The store inserts them when it knows the write's revision, so that an object is encoded once.
    /// </returns>
    /// <exception cref="ArgumentException">The object has no metadata.</exception>
    public static int WriteForStore(IBufferWriter<byte> output, DocMap root)
    {
        var json = new JsonOutput(output);
        var offset = -1;
        var separator = (byte)'{';
        foreach (ref readonly var entry in root.Entries)
        {
            json.Byte(separator);
            separator = (byte)',';
            json.Name(entry.Key);
            if (entry.Key == "metadata" && entry.Value.AsMap is { } metadata)
            {
                offset = WriteMetadata(ref json, metadata);
            }
            else
            {
                json.Value(entry.Value);
            }
        }

        json.Byte((byte)'}');
        json.Flush();
        return offset >= 0 ? offset : throw new ArgumentException("An object without metadata cannot be stored.", nameof(root));
    }

    public static byte[] ToBytes(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static int WriteMetadata(ref JsonOutput json, DocMap metadata)
    {
        json.Byte((byte)'{');
        foreach (ref readonly var entry in metadata.Entries)
        {
            if (entry.Key != "resourceVersion")
            {
                json.Name(entry.Key);
                json.Value(entry.Value);
                json.Byte((byte)',');
            }
        }

        json.Raw("\"resourceVersion\":\""u8);
        var offset = json.Length;
        json.Raw("\"}"u8);
        return offset;
    }

    /// <summary>Writes the value with the runtime's writer, for documents that are made by it.</summary>
    internal static void WriteValue(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                writer.WriteStringValue(value.AsString);
                break;
            case ValueKind.Map when value.AsEncoded is { } encoded:
                writer.WriteRawValue(encoded.Utf8, skipInputValidation: true);
                break;
            case ValueKind.Map:
                writer.WriteStartObject();
                foreach (ref readonly var entry in value.AsMap!.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    WriteValue(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (ref readonly var item in value.AsList!.Items)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ValueKind.Int:
                writer.WriteNumberValue(value.AsInt!.Value);
                break;
            case ValueKind.Double:
                WriteDouble(writer, value.AsDouble!.Value);
                break;
            case ValueKind.Bool:
                writer.WriteBooleanValue(value.AsBool!.Value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    // JSON has no way to say 'not a number' or 'infinite'; they cannot come from JSON either.
    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    internal static Utf8JsonWriter Rent(IBufferWriter<byte> output)
    {
        var writer = _ofThread;
        if (writer is null)
        {
            return new Utf8JsonWriter(output, Options);
        }

        _ofThread = null;
        writer.Reset(output);
        return writer;
    }

    internal static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(Stream.Null);
        _ofThread = writer;
    }
}
