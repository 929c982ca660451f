using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Takes fields out of an object.</summary>
internal static class FieldRemoval
{
    /// <returns>A new map that shares what is untouched with the old one.</returns>
    public static DocMap Remove(DocMap root, FieldSet fields, TypeSchema type) => RemoveFromMap(root, fields, type) ?? new DocMap();

    private static Value Remove(Value value, FieldSet fields, TypeSchema? type) => Shapes.Of(type, value) switch
    {
        Shape.Map when value.AsMap is { } map => RemoveFromMap(map, fields, type),
        Shape.List when value.AsList is { } list => RemoveFromList(list, fields, type!),

        // What is owned as a whole has nothing below that could go; a set that says so names it from when it was owned by parts.
        _ => value.Kind is ValueKind.Map or ValueKind.List ? Value.Null : value,
    };

    // A map that loses all is null, which nobody keeps.
    private static DocMap? RemoveFromMap(DocMap map, FieldSet fields, TypeSchema? type)
    {
        var rest = new DocMap(map.Count);
        foreach (ref readonly var entry in map.Entries)
        {
            var found = fields.Find(PathElement.Field(entry.Key));
            if (!found.IsMember)
            {
                rest.Set(entry.Key, found.Below is { } below ? Remove(entry.Value, below, Shapes.Child(type, entry.Key)) : entry.Value);
            }
        }

        return rest.Count > 0 ? rest : null;
    }

    private static DocList? RemoveFromList(DocList list, FieldSet fields, TypeSchema type)
    {
        var rest = new DocList(list.Count);
        var keys = new ItemKeys(list, type);
        for (var i = 0; i < keys.Count; i++)
        {
            var found = fields.Find(keys[i]);
            if (!found.IsMember)
            {
                rest.Add(found.Below is { } below ? Remove(list[i], below, type.Element) : list[i]);
            }
        }

        return rest.Count > 0 ? rest : null;
    }
}
