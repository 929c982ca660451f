using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>
/// What a kind's object is before anything is set: for built-in kinds the objects and values that Go's zero value shows, so that nobody comes to own
/// a spec for having set something in it.
/// </summary>
internal static class EmptyObjects
{
    private static readonly ConditionalWeakTable<KindSchema, DocMap> Made = [];

    /// <summary>Frozen.</summary>
    public static DocMap Of(KindSchema kind) => Made.GetValue(kind, Make);

    private static DocMap Make(KindSchema kind)
    {
        var root = ReferenceEquals(BuiltIn.FindKind(kind.ApiVersion, kind.Kind), kind) ? Struct(kind.Type) : new DocMap();
        root.Set("apiVersion", kind.ApiVersion);
        root.Set("kind", kind.Kind);
        return root.Freeze();
    }

    private static DocMap Struct(TypeSchema type)
    {
        var map = new DocMap();
        foreach (var field in type.Fields)
        {
            map.Set(field.Name, Zero(field));
        }

        return map;
    }

    private static Value Zero(FieldSchema field)
    {
        if (field.Type.Kind == TypeKind.Object && !field.Pointer)
        {
            return Struct(field.Type);
        }

        if (!field.Always || field.Type.Kind is TypeKind.Time or TypeKind.MicroTime)
        {
            return default;
        }

        return field.Pointer ? Value.Null : field.Type.Kind switch
        {
            TypeKind.String => "",
            TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double => 0,
            TypeKind.Bool => false,
            _ => Value.Null,
        };
    }
}
