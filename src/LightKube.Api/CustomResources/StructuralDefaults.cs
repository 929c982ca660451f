using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>Fills in the defaults of a schema, at every depth; a null where none may be counts as missing.</summary>
internal static class StructuralDefaults
{
    /// <returns>True when something was missing.</returns>
    public static bool Apply(Value value, StructuralSchema? schema)
    {
        if (schema is null)
        {
            return false;
        }

        if (value.AsMap is { } map)
        {
            return ApplyToMap(map, schema);
        }

        var changed = false;
        if (value.AsList is { } list && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i].IsNull && !items.Nullable && !items.Default.IsAbsent)
                {
                    list[i] = items.Default.DeepClone();
                    changed = true;
                }

                changed |= Apply(list[i], items);
            }
        }

        return changed;
    }

    private static bool ApplyToMap(DocMap map, StructuralSchema schema)
    {
        var changed = false;
        if (schema.Properties is { } properties)
        {
            foreach (var (name, field) in properties)
            {
                changed |= !field.Default.IsAbsent && SetMissing(map, name, field);
            }
        }

        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            if (entry.Value.IsNull && schema.Property(entry.Key) is null && schema.Additional is { Nullable: false, Default.IsAbsent: false } rest)
            {
                map.Set(entry.Key, rest.Default.DeepClone());
                changed = true;
            }

            changed |= Apply(map.Entries[i].Value, schema.Field(entry.Key));
        }

        return changed;
    }

    private static bool SetMissing(DocMap map, string name, StructuralSchema field)
    {
        var present = map[name];
        if (!present.IsAbsent && (!present.IsNull || field.Nullable))
        {
            return false;
        }

        map.Set(name, field.Default.DeepClone());
        return true;
    }
}
