using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Defaulting;

/// <summary>Fills in the defaults that the schema states, at every depth.</summary>
public static class SchemaDefaults
{
    // What applying defaults to a type needs: the fields that have one, and those below which there are some.
    private sealed record Plan(FieldSchema[] Defaulted, FieldSchema[] Below);

    private static readonly ConditionalWeakTable<TypeSchema, Plan> Plans = [];

    /// <summary>
    /// Gives every missing field its default, and a default that is an object the defaults of its own fields. A null
    /// counts as missing unless the field may be null. Objects without a default are not made.
    /// </summary>
    public static void Apply(DocMap root, TypeSchema type)
    {
        var plan = Plans.GetValue(type, MakePlan);
        foreach (var field in plan.Defaulted)
        {
            var value = root[field.Name];
            if (value.IsAbsent || (value.IsNull && !field.Nullable))
            {
                root.Set(field.Name, field.Default.DeepClone());
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
        type.Fields.Where(IsWritten).ToArray(),
        type.Fields.Where(field => HasDefaults(field.Type, [])).ToArray());

    // A default that equals an empty value is not written where Kubernetes leaves out empty values.
    private static bool IsWritten(FieldSchema field) =>
        !field.Default.IsAbsent && (field.Pointer || field.Always || !IsEmpty(field.Default));

    private static bool IsEmpty(Value value) => value.AsString is "" || value.AsInt is 0 || value.AsBool is false;

    private static bool HasDefaults(TypeSchema type, HashSet<TypeSchema> seen)
    {
        if (type.Kind is TypeKind.List or TypeKind.Map)
        {
            return HasDefaults(type.Element!, seen);
        }

        return type.Kind == TypeKind.Object
            && seen.Add(type)
            && type.Fields.Any(field => IsWritten(field) || HasDefaults(field.Type, seen));
    }
}
