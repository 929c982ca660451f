using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>The fields that a configuration sets: its leaves, items and map keys, but not the objects that the schema names.</summary>
internal static class FieldsOf
{
    /// <exception cref="TypedValueException">A list's items cannot be told apart.</exception>
    public static FieldSet Configuration(DocMap root, TypeSchema type) => Below(root, type, out _) ?? FieldSet.Empty;

    private static FieldSet? Below(Value value, TypeSchema? type, out bool isMember)
    {
        var shape = Shapes.Of(type, value);
        isMember = shape == Shape.Leaf;
        return shape switch
        {
            Shape.Map when value.AsMap is { } map => BelowMap(map, type),
            Shape.List when value.AsList is { } list => BelowList(list, type!),
            _ => null,
        };
    }

    private static FieldSet? BelowMap(DocMap map, TypeSchema? type)
    {
        using var entries = new FieldSetBuilder();
        foreach (ref readonly var entry in map.Entries)
        {
            var below = Below(entry.Value, Shapes.Child(type, entry.Key), out var isMember);
            isMember |= entry.Value.IsNull || entry.Value.AsMap is { Count: 0 } || !Shapes.IsNamed(type, entry.Key);
            entries.AddIfAny(PathElement.Field(entry.Key), isMember, below);
        }

        return entries.ToSet();
    }

    private static FieldSet? BelowList(DocList list, TypeSchema type)
    {
        using var entries = new FieldSetBuilder();
        var keys = new ItemKeys(list, type);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys.IsFirst(i))
            {
                entries.Add(new FieldSet.Entry(keys[i], true, keys.IsRepeated(i) ? null : Below(list[i], type.Element, out _)));
            }
        }

        return entries.ToSet();
    }
}
