using System.Collections.Concurrent;
using LightKube.Api.Schemas;

namespace LightKube.Api.Cel.Types;

/// <summary>CEL types of built-in kinds, as their OpenAPI schemas say them.</summary>
public static class BuiltInTypes
{
    private static readonly ConcurrentDictionary<TypeSchema, DeclType> Objects = new();

    /// <summary>The type for expressions; null for what has no type there, as any JSON.</summary>
    public static DeclType? From(TypeSchema schema) => schema.Kind switch
    {
        TypeKind.String or TypeKind.Quantity or TypeKind.Duration => Text(CelType.String, DeclFormat.None),
        TypeKind.Int32 or TypeKind.Int64 => DeclType.Int,
        TypeKind.Double => DeclType.Double,
        TypeKind.Bool => DeclType.Bool,
        TypeKind.Bytes => Text(CelType.Bytes, DeclFormat.Bytes),
        TypeKind.Time or TypeKind.MicroTime => new DeclType("timestamp", CelType.Timestamp, SchemaSizes.MinDateTime, SchemaSizes.MaxDateTime)
        {
            Format = DeclFormat.DateTime,
        },
        TypeKind.IntOrString => new DeclType("dyn", CelType.Dyn, 1, SchemaSizes.MaxText),
        TypeKind.Any or TypeKind.FieldsV1 => DeclType.ObjectOf("object"),
        TypeKind.Strings => DeclType.ListOf(Text(CelType.String, DeclFormat.None), SchemaSizes.Items(SchemaSizes.MinString)),
        TypeKind.List => From(schema.Element!) is { } element
            ? DeclType.ListOf(element, SchemaSizes.Items(element.MinSerializedSize), schema.ListType, schema.ListKeys)
            : null,
        TypeKind.Map => From(schema.Element!) is { } value ? DeclType.MapOf(DeclType.String, value, SchemaSizes.Entries(value.MinSerializedSize)) : null,
        TypeKind.Object => Object(schema),
        _ => null,
    };

    private static DeclType Text(CelType type, DeclFormat format) => new(type.Name, type, SchemaSizes.MinString, SchemaSizes.MaxText) { Format = format };

    // A type may hold itself, so that it is known before its fields are.
    private static DeclType Object(TypeSchema schema)
    {
        if (Objects.TryGetValue(schema, out var known))
        {
            return known;
        }

        var pending = new Dictionary<TypeSchema, DeclType>();
        var made = Make(schema, pending);
        foreach (var (key, type) in pending)
        {
            Objects.TryAdd(key, type);
        }

        return made;
    }

    private static DeclType Make(TypeSchema schema, Dictionary<TypeSchema, DeclType> pending)
    {
        if (Objects.TryGetValue(schema, out var known) || pending.TryGetValue(schema, out known))
        {
            return known;
        }

        var type = DeclType.ObjectOf(schema.OpenApiName.Length > 0 ? schema.OpenApiName : "object");
        pending.Add(schema, type);
        foreach (var field in schema.Fields)
        {
            if (FieldNames.Escape(field.Name) is { } name && Nested(field.Type, pending) is { } fieldType)
            {
                type.Add(new DeclField(name, field.Name, fieldType, field.Required));
                type.MinSerializedSize += field.Required ? field.Name.Length + fieldType.MinSerializedSize + 4 : 0;
            }
        }

        return type;
    }

    private static DeclType? Nested(TypeSchema schema, Dictionary<TypeSchema, DeclType> pending) => schema.Kind switch
    {
        TypeKind.Object => Make(schema, pending),
        TypeKind.List => Nested(schema.Element!, pending) is { } element
            ? DeclType.ListOf(element, SchemaSizes.Items(element.MinSerializedSize), schema.ListType, schema.ListKeys)
            : null,
        TypeKind.Map => Nested(schema.Element!, pending) is { } value ? DeclType.MapOf(DeclType.String, value, SchemaSizes.Entries(value.MinSerializedSize)) : null,
        _ => From(schema),
    };
}
