using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.Protobuf;

/// <summary>Writes one value, the counterpart of <see cref="ValueReader"/>. What is missing is written as the type's empty value.</summary>
internal static class ValueWriter
{
    // intstr's Type.
    private const long IsInt = 0, IsText = 1;

    /// <exception cref="DocumentFormatException">The value is not of that type.</exception>
    internal static void Write(WireWriter writer, int field, TypeSchema type, Value value)
    {
        switch (type.Kind)
        {
            case TypeKind.Int32 or TypeKind.Int64:
                writer.Varint(field, value.IsAbsentOrNull ? 0 : value.AsInt ?? throw Misfit(type, value));
                break;
            case TypeKind.Bool:
                writer.Bool(field, !value.IsAbsentOrNull && (value.AsBool ?? throw Misfit(type, value)));
                break;
            case TypeKind.Double:
                writer.Double(field, value.IsAbsentOrNull ? 0 : value.AsDouble ?? throw Misfit(type, value));
                break;
            case TypeKind.String:
                writer.String(field, Text(type, value));
                break;
            case TypeKind.Bytes:
                WriteBase64(writer, field, type, value);
                break;
            default:
                var start = writer.Begin(field);
                WriteMessage(writer, type, value);
                writer.End(start);
                break;
        }
    }

    private static void WriteMessage(WireWriter writer, TypeSchema type, Value value)
    {
        switch (type.Kind)
        {
            case TypeKind.Time or TypeKind.MicroTime:
                WriteTime(writer, type, value);
                break;
            case TypeKind.Duration:
                writer.Varint(1, value.IsAbsentOrNull ? 0 : GoDuration.TryParse(Text(type, value), out var nanoseconds) ? nanoseconds : throw Misfit(type, value));
                break;
            case TypeKind.Quantity:
                writer.String(1, value.IsAbsentOrNull ? "0" : value.AsDouble is null ? Text(type, value) : value.ToString());
                break;
            case TypeKind.IntOrString:
                writer.Varint(1, value.AsString is null ? IsInt : IsText);
                writer.Varint(2, value.AsInt ?? 0);
                writer.String(3, value.AsString ?? "");
                break;
            case TypeKind.Any or TypeKind.Json or TypeKind.FieldsV1:
                WriteEmbedded(writer, value);
                break;
            case TypeKind.Strings:
                WriteStrings(writer, 1, type, value);
                break;
            case TypeKind.SchemaOrArray or TypeKind.SchemaOrBool or TypeKind.SchemaOrStrings:
                WriteSchemaOr(writer, type, value);
                break;
            default:
                MessageWriter.Write(writer, value.AsMap ?? (value.IsAbsentOrNull ? new DocMap() : throw Misfit(type, value)), MessageLayout.Of(type));
                break;
        }
    }

    private static void WriteBase64(WireWriter writer, int field, TypeSchema type, Value value)
    {
        try
        {
            writer.Base64(field, Text(type, value));
        }
        catch (FormatException e)
        {
            throw new DocumentFormatException(e.Message, e);
        }
    }

    // The zero time is an empty message.
    private static void WriteTime(WireWriter writer, TypeSchema type, Value value)
    {
        if (!value.IsAbsentOrNull)
        {
            var (seconds, nanoseconds) = WireTime.Parse(Text(type, value)) ?? throw Misfit(type, value);
            writer.Varint(1, seconds);
            writer.Varint(2, type.Kind == TypeKind.Time ? 0 : nanoseconds / 1000 * 1000);
        }
    }

    // JSON, whatever encoding the rest is in: every reader of a RawExtension takes it.
    private static void WriteEmbedded(WireWriter writer, Value value)
    {
        if (!value.IsAbsentOrNull)
        {
            var start = writer.Begin(1);
            JsonDocumentWriter.Write(writer, value);
            writer.End(start);
        }
    }

    private static void WriteStrings(WireWriter writer, int field, TypeSchema type, Value value)
    {
        var list = value.AsList ?? (value.IsAbsentOrNull ? new DocList() : throw Misfit(type, value));
        foreach (ref readonly var item in list.Items)
        {
            writer.String(field, Text(type, item));
        }
    }

    // JSONSchemaPropsOrArray, OrBool and OrStringArray: one part or the other is there.
    private static void WriteSchemaOr(WireWriter writer, TypeSchema type, Value value)
    {
        var isBool = type.Kind == TypeKind.SchemaOrBool;
        if (isBool)
        {
            // A schema instead of a flag allows what it describes.
            writer.Bool(1, value.AsBool ?? value.AsMap is not null);
        }

        var schema = BuiltIn.Types["apiextensions/v1.JSONSchemaProps"];
        if (value.AsMap is not null)
        {
            Write(writer, isBool ? 2 : 1, schema, value);
        }
        else if (type.Kind == TypeKind.SchemaOrStrings)
        {
            WriteStrings(writer, 2, type, value);
        }
        else if (value.AsList is { } schemas)
        {
            foreach (ref readonly var item in schemas.Items)
            {
                Write(writer, 2, schema, item);
            }
        }
    }

    private static string Text(TypeSchema type, Value value) => value.AsString ?? (value.IsAbsentOrNull ? "" : throw Misfit(type, value));

    private static DocumentFormatException Misfit(TypeSchema type, Value value) => new($"{value} is no {type}");
}
