using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Whether a set is exactly what the creator of an object comes to own. It says no when in doubt.</summary>
internal static class CreatedFieldsMatch
{
    public static bool IsFor(KindSchema kind, DocMap root, FieldSet fields, FieldFilter filter)
    {
        var empty = EmptyObjects.Of(kind);
        var found = 0;
        foreach (ref readonly var entry in root.Entries)
        {
            if (filter.Excluded.Find(PathElement.Field(entry.Key)).IsMember || entry.Key is "apiVersion" or "kind")
            {
                continue;
            }

            var expected = fields.Find(PathElement.Field(entry.Key));
            found += IsAny(expected) ? 1 : 0;
            var type = Shapes.Child(kind.Type, entry.Key);
            if (entry.Key == "metadata" ? !HasMetadata(entry.Value, type, expected) : !Has(empty[entry.Key], entry.Value, type, expected))
            {
                return false;
            }
        }

        return found == fields.Entries.Length;
    }

    // Of the metadata only what is not stripped counts, and never itself.
    private static bool HasMetadata(Value metadata, TypeSchema? type, FieldSet.Entry expected)
    {
        if (expected.IsMember || metadata.AsMap is not { } map)
        {
            return false;
        }

        var found = 0;
        foreach (ref readonly var entry in map.Entries)
        {
            if (StrippedFields.IsOfMetadata(entry.Key))
            {
                continue;
            }

            var below = expected.Below?.Find(PathElement.Field(entry.Key)) ?? default;
            found += IsAny(below) ? 1 : 0;
            if (!Has(default, entry.Value, Shapes.Child(type, entry.Key), below))
            {
                return false;
            }
        }

        return found == CountOf(expected);
    }

    private static bool Has(Value empty, Value value, TypeSchema? type, FieldSet.Entry expected)
    {
        var shape = Shapes.Of(type, value);
        if (!empty.IsAbsent && Shapes.Of(type, empty) != shape)
        {
            return false;
        }

        return shape switch
        {
            Shape.Map when value.AsMap is { Count: > 0 } map => expected.IsMember == empty.IsAbsent && HasMap(empty.AsMap, map, type, expected),
            Shape.List when value.AsList is { Count: > 0 } list =>
                empty.AsList is not { Count: > 0 } && expected.IsMember == empty.IsAbsent && HasList(list, type!, expected),
            _ => expected.Below is null && expected.IsMember == (empty.IsAbsent || !empty.Equals(value)),
        };
    }

    private static bool HasMap(DocMap? empty, DocMap map, TypeSchema? type, FieldSet.Entry expected)
    {
        var found = 0;
        foreach (ref readonly var entry in map.Entries)
        {
            var below = expected.Below?.Find(PathElement.Field(entry.Key)) ?? default;
            found += IsAny(below) ? 1 : 0;
            if (!Has(empty is null ? default : empty[entry.Key], entry.Value, Shapes.Child(type, entry.Key), below))
            {
                return false;
            }
        }

        return found == CountOf(expected);
    }

    private static bool HasList(DocList list, TypeSchema type, FieldSet.Entry expected)
    {
        if (CountOf(expected) != list.Count)
        {
            return false;
        }

        // As many items as entries, each with an entry of its own: none stands twice.
        var keys = new ItemKeys(list, type);
        for (var i = 0; i < keys.Count; i++)
        {
            var below = expected.Below!.Find(keys[i]);
            if (!below.IsMember || !keys.IsFirst(i) || !Has(default, list[i], type.Element, below))
            {
                return false;
            }
        }

        return true;
    }

    private static int CountOf(FieldSet.Entry expected) => expected.Below?.Entries.Length ?? 0;

    private static bool IsAny(FieldSet.Entry entry) => entry.IsMember || entry.Below is not null;
}
