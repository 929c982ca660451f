using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>The names of values and types in decoding errors: users search the web for these texts, so they are upstream's.</summary>
internal static class GoNames
{
    public static string OfValue(Value value) => value.Kind switch
    {
        ValueKind.Map => "object",
        ValueKind.List => "array",
        ValueKind.Bool => "bool",
        ValueKind.String => "string",
        ValueKind.Int or ValueKind.Double => $"number {value}",
        _ => "null",
    };

    public static string OfType(TypeSchema type) => type.Kind switch
    {
        TypeKind.String or TypeKind.Duration => "string",
        TypeKind.Int32 => "int32",
        TypeKind.Int64 => "int64",
        TypeKind.Double => "float64",
        TypeKind.Bool => "bool",
        TypeKind.Bytes => "[]uint8",
        TypeKind.Quantity => "resource.Quantity",
        TypeKind.IntOrString => "intstr.IntOrString",
        TypeKind.Time => "v1.Time",
        TypeKind.MicroTime => "v1.MicroTime",
        TypeKind.List => "[]" + OfType(type.Element!),
        TypeKind.Map => "map[string]" + OfType(type.Element!),
        TypeKind.Object => $"{type.Package[(type.Package.IndexOf('/', StringComparison.Ordinal) + 1)..]}.{type.Name}",
        TypeKind.Strings => "[]string",
        _ => "runtime.RawExtension",
    };
}
