using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Cel.Types;

/// <summary>CEL types of OpenAPI v3 schemas, as a CustomResourceDefinition has them.</summary>
public static class OpenApiTypes
{
    private static readonly DocMap TextSchema = Typed("string");

    /// <summary>The type for expressions; null when the schema says too little for them: no type, or items without one.</summary>
    /// <param name="schema">A JSONSchemaProps.</param>
    /// <param name="isResourceRoot">It is of a whole object, with apiVersion, kind and metadata, whether it says so or not.</param>
    public static DeclType? From(DocMap schema, bool isResourceRoot)
    {
        if (schema["x-kubernetes-int-or-string"].AsBool == true)
        {
            return new DeclType("dyn", CelType.Dyn, 1, MaxText(schema));
        }

        return schema.GetString("type") switch
        {
            "array" => List(schema),
            "object" => schema.GetMap("additionalProperties") is { } values && !isResourceRoot ? Map(schema, values) : Object(schema, isResourceRoot),
            "string" => Text(schema),
            "boolean" => DeclType.Bool,
            "number" => DeclType.Double,
            "integer" => DeclType.Int,
            _ => isResourceRoot ? Object(schema, isResourceRoot) : null,
        };
    }

    private static DeclType? Nested(DocMap schema) => From(schema, schema["x-kubernetes-embedded-resource"].AsBool == true);

    private static DeclType? List(DocMap schema)
    {
        if (schema.GetMap("items") is not { } items || Nested(items) is not { } element)
        {
            return null;
        }

        var max = schema["maxItems"].AsInt is { } limit ? Math.Max(0, limit) : SchemaSizes.Items(element.MinSerializedSize);
        var kind = schema.GetString("x-kubernetes-list-type") switch { "set" => ListType.Set, "map" => ListType.Map, _ => ListType.Atomic };
        return DeclType.ListOf(element, max, kind, Strings(schema.GetList("x-kubernetes-list-map-keys")));
    }

    private static DeclType? Map(DocMap schema, DocMap values)
    {
        if (Nested(values) is not { } element)
        {
            return null;
        }

        var max = schema["maxProperties"].AsInt is { } limit ? Math.Max(0, limit) : SchemaSizes.Entries(element.MinSerializedSize);
        return DeclType.MapOf(DeclType.String, element, max);
    }

    private static DeclType Object(DocMap schema, bool isResourceRoot)
    {
        var type = DeclType.ObjectOf("object");
        var required = Strings(schema.GetList("required"));
        foreach (ref readonly var entry in (schema.GetMap("properties") ?? new DocMap()).Entries)
        {
            if (entry.Value.AsMap is { } property && !(isResourceRoot && entry.Key is "apiVersion" or "kind" or "metadata"))
            {
                Field(type, entry.Key, property, Contains(required, entry.Key));
            }
        }

        if (isResourceRoot)
        {
            Field(type, "apiVersion", TextSchema, required: false);
            Field(type, "kind", TextSchema, required: false);
            Field(type, "metadata", Metadata(), required: false);
        }

        return type;
    }

    // Of its metadata, rules of a resource see the names alone.
    private static DocMap Metadata()
    {
        var metadata = Typed("object");
        var properties = metadata.GetOrAddMap("properties");
        properties["name"] = TextSchema;
        properties["generateName"] = TextSchema;
        return metadata;
    }

    private static DocMap Typed(string type) => new() { ["type"] = type };

    private static void Field(DeclType owner, string name, DocMap schema, bool required)
    {
        if (Nested(schema) is not { } type)
        {
            return;
        }

        if (FieldNames.Escape(name) is { } escaped)
        {
            owner.Add(new DeclField(escaped, name, type, required));
        }

        // What has a default need not be in the request.
        if (required && schema["default"].IsAbsent)
        {
            owner.MinSerializedSize += name.Length + type.MinSerializedSize + 4;
        }
    }

    private static DeclType Text(DocMap schema) => schema.GetString("format") switch
    {
        "byte" => new DeclType("bytes", CelType.Bytes, SchemaSizes.MinString, schema["maxLength"].AsInt is { } limit ? Math.Max(0, limit) : SchemaSizes.MaxText)
        {
            Format = DeclFormat.Bytes,
        },
        "duration" => new DeclType("duration", CelType.Duration, SchemaSizes.MinDuration, SchemaSizes.MaxDuration) { Format = DeclFormat.Duration },
        "date" => new DeclType("timestamp", CelType.Timestamp, SchemaSizes.Date, SchemaSizes.Date) { Format = DeclFormat.Date },
        "date-time" => new DeclType("timestamp", CelType.Timestamp, SchemaSizes.MinDateTime, SchemaSizes.MaxDateTime) { Format = DeclFormat.DateTime },
        _ => new DeclType("string", CelType.String, SchemaSizes.MinString, MaxText(schema)),
    };

    // maxLength counts code points; costs count bytes, of which a code point can take four.
    private static long MaxText(DocMap schema)
    {
        if (schema["maxLength"].AsInt is { } limit)
        {
            return Math.Min(Math.Max(0, limit), long.MaxValue / 4) * 4;
        }

        if (schema.GetList("enum") is not { Count: > 0 } values || schema["x-kubernetes-int-or-string"].AsBool == true)
        {
            return SchemaSizes.MaxText;
        }

        var longest = 0;
        foreach (var value in values.Items)
        {
            longest = Math.Max(longest, System.Text.Encoding.UTF8.GetByteCount(value.AsString ?? ""));
        }

        return longest;
    }

    private static List<string> Strings(DocList? list)
    {
        var strings = new List<string>(list?.Count ?? 0);
        foreach (var item in (list ?? new DocList()).Items)
        {
            strings.Add(item.AsString ?? "");
        }

        return strings;
    }

    private static bool Contains(List<string> strings, string text) => strings.Contains(text);
}
