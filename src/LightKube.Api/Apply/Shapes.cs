using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>How fields are owned within a value.</summary>
internal enum Shape : byte
{
    /// <summary>Owned as a whole: scalars, atomic lists and maps.</summary>
    Leaf,

    /// <summary>An object or map whose fields are owned one by one.</summary>
    Map,

    /// <summary>A set, or a list of objects told apart by keys, whose items are owned one by one.</summary>
    List,
}

/// <summary>
/// What server-side apply sees in a type. Where the schema says nothing (no type, or one of any content) the type is deduced from the value: the keys of
/// maps are owned one by one, lists as a whole.
/// </summary>
internal static class Shapes
{
    /// <param name="type">Null for a field that the schema does not know.</param>
    /// <param name="value">Counts only where the type is deduced.</param>
    public static Shape Of(TypeSchema? type, Value value) => type?.Kind switch
    {
        TypeKind.Object or TypeKind.Map => type.Atomic ? Shape.Leaf : Shape.Map,
        TypeKind.List => type.ListType == ListType.Atomic ? Shape.Leaf : Shape.List,
        _ when IsDeduced(type) && (value.IsNull || value.Kind == ValueKind.Map) => Shape.Map,
        _ => Shape.Leaf,
    };

    /// <summary>The type of a field or of a map's value; null when it is to be deduced.</summary>
    public static TypeSchema? Child(TypeSchema? type, string key) => type?.Kind switch
    {
        TypeKind.Object => type.Field(key)?.Type,
        TypeKind.Map => type.Element,
        _ => null,
    };

    /// <summary>True for a field of an object that its schema names; its presence says nothing beyond what is in it.</summary>
    public static bool IsNamed(TypeSchema? type, string key) => type?.Kind == TypeKind.Object && type.Field(key) is not null;

    public static bool IsDeduced(TypeSchema? type) => type is null
        || type.Kind is TypeKind.Any or TypeKind.Json or TypeKind.FieldsV1 or TypeKind.SchemaOrArray or TypeKind.SchemaOrBool or TypeKind.SchemaOrStrings;
}
