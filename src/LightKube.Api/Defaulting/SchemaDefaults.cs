using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Defaulting;

/// <summary>
/// Fills in the defaults that the schema states, at every depth, and the empty values that Kubernetes always writes: a client
/// may insist on them, such as a container status' <c>restartCount: 0</c>.
/// </summary>
public static class SchemaDefaults
{
    // What applying defaults to a type needs: the fields that have one, and those below which there are some.
    private sealed record Plan(Filled[] Filled, FieldSchema[] Below);

    private readonly record struct Filled(FieldSchema Field, Value Value);

    private static readonly ConditionalWeakTable<TypeSchema, Plan> Plans = [];

    /// <summary>
    /// Gives every missing field its default, and a default that is an object the defaults of its own fields. A null
    /// counts as missing unless the field may be null. Objects without a default are not made.
    /// </summary>
    public static void Apply(DocMap root, TypeSchema type)
    {
        var plan = Plans.GetValue(type, MakePlan);
        foreach (ref readonly var filled in plan.Filled.AsSpan())
        {
            var value = root[filled.Field.Name];
            if (value.IsAbsent || (value.IsNull && !filled.Field.Nullable))
            {
                root.Set(filled.Field.Name, filled.Value.DeepClone());
            }
        }

        foreach (var field in plan.Below)
        {
            ApplyBelow(root[field.Name], field.Type);
        }
    }

    private static void ApplyBelow(Value value, TypeSchema type)
    {
        switch (type.Kind)
        {
            case TypeKind.Object when value.AsMap is { } map:
                Apply(map, type);
                break;
            case TypeKind.List when value.AsList is { } list:
                foreach (ref readonly var item in list.Items)
                {
                    ApplyBelow(item, type.Element!);
                }

                break;
            case TypeKind.Map when value.AsMap is { } entries:
                foreach (ref readonly var entry in entries.Entries)
                {
                    ApplyBelow(entry.Value, type.Element!);
                }

                break;
        }
    }

    private static Plan MakePlan(TypeSchema type) => new(
        type.Fields.Where(IsFilled).Select(field => new Filled(field, IsWritten(field) ? field.Default : EmptyOf(field.Type.Kind))).ToArray(),
        type.Fields.Where(field => HasDefaults(field.Type, [])).ToArray());

    // A default that equals an empty value is not written where Kubernetes leaves out empty values.
    private static bool IsWritten(FieldSchema field) =>
        !field.Default.IsAbsent && (field.Pointer || field.Always || !IsEmpty(field.Default));

    private static bool IsFilled(FieldSchema field) =>
        IsWritten(field) || (field is { Required: true, Always: true, Pointer: false } && !EmptyOf(field.Type.Kind).IsAbsent);

    private static Value EmptyOf(TypeKind kind) => kind switch
    {
        TypeKind.String => "",
        TypeKind.Int32 or TypeKind.Int64 => 0,
        TypeKind.Bool => false,
        _ => default,
    };

    private static bool IsEmpty(Value value) => value.AsString is "" || value.AsInt is 0 || value.AsBool is false;

    private static bool HasDefaults(TypeSchema type, HashSet<TypeSchema> seen)
    {
        if (type.Kind is TypeKind.List or TypeKind.Map)
        {
            return HasDefaults(type.Element!, seen);
        }

        return type.Kind == TypeKind.Object
            && seen.Add(type)
            && type.Fields.Any(field => IsFilled(field) || HasDefaults(field.Type, seen));
    }
}
