using LightKube.Api.Schemas;

namespace LightKube.Api.CustomResources;

/// <summary>The <see cref="TypeSchema"/> of a custom kind, which is what patches and field managers walk along. Made level by level, when somebody looks.</summary>
internal static class CustomTypes
{
    private static readonly TypeSchema Text = new() { Kind = TypeKind.String };
    private static readonly TypeSchema Integer = new() { Kind = TypeKind.Int64 };
    private static readonly TypeSchema Number = new() { Kind = TypeKind.Double };
    private static readonly TypeSchema Boolean = new() { Kind = TypeKind.Bool };
    private static readonly TypeSchema IntOrString = new() { Kind = TypeKind.IntOrString };
    private static readonly TypeSchema Json = new() { Kind = TypeKind.Json };

    /// <summary>The type of whole objects.</summary>
    public static TypeSchema OfObject(StructuralSchema schema, string name) => new()
    {
        Kind = TypeKind.Object,
        Name = name,
        IsKind = true,
        PreservesUnknown = schema.PreservesUnknown,
        LazyFields = () => Fields(schema, isObject: true),
    };

    private static TypeSchema Of(StructuralSchema schema)
    {
        if (schema.IsIntOrString)
        {
            return IntOrString;
        }

        return schema.Type switch
        {
            "string" => Text,
            "integer" => Integer,
            "number" => Number,
            "boolean" => Boolean,
            "array" when schema.Items is not null => List(schema),
            "object" => Object(schema),
            _ => Json,
        };
    }

    private static TypeSchema Object(StructuralSchema schema)
    {
        if (schema.Properties is null && schema.AllowsAdditional)
        {
            return new TypeSchema { Kind = TypeKind.Map, Atomic = schema.IsAtomicMap, Element = schema.Additional is { } rest ? Of(rest) : Json };
        }

        return new TypeSchema
        {
            Kind = TypeKind.Object,
            Atomic = schema.IsAtomicMap,
            IsKind = schema.IsEmbedded,
            PreservesUnknown = schema.PreservesUnknown,
            LazyFields = () => Fields(schema, schema.IsEmbedded),
        };
    }

    private static TypeSchema List(StructuralSchema schema) => new()
    {
        Kind = TypeKind.List,
        Element = Of(schema.Items!),
        ListType = schema.ListType switch { "map" => ListType.Map, "set" => ListType.Set, _ => ListType.Atomic },
        ListKeys = schema.ListKeys,
    };

    private static List<FieldSchema> Fields(StructuralSchema schema, bool isObject)
    {
        var fields = new List<FieldSchema>((schema.Properties?.Count ?? 0) + 3);
        if (isObject)
        {
            fields.Add(new FieldSchema { Name = "apiVersion", Type = Text });
            fields.Add(new FieldSchema { Name = "kind", Type = Text });
            fields.Add(new FieldSchema { Name = "metadata", Type = BuiltIn.Types["meta/v1.ObjectMeta"] });
        }

        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, StructuralSchema>())
        {
            if (!isObject || name is not ("apiVersion" or "kind" or "metadata"))
            {
                fields.Add(new FieldSchema
                {
                    Name = name,
                    Type = Of(property),
                    Required = schema.Values?.Required.Contains(name) ?? false,
                    Nullable = property.Nullable,
                    Pointer = true,
                    Default = property.Default,
                });
            }
        }

        return fields;
    }
}
