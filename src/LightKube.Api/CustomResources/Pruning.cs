using System.Globalization;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>Drops what a schema does not know, and nulls where none may be.</summary>
/// <param name="maxUnknown">Paths to report at most.</param>
internal sealed class Pruning(int maxUnknown)
{
    private readonly List<string> _unknown = [];
    private readonly List<string> _path = [];

    /// <summary>The paths of what was dropped for being unknown, in ordinal order.</summary>
    public IReadOnlyList<string> Unknown
    {
        get
        {
            _unknown.Sort(StringComparer.Ordinal);
            return _unknown;
        }
    }

    /// <summary>True when something was dropped.</summary>
    public bool Changed { get; private set; }

    /// <summary>Prunes an object of its own: apiVersion, kind and metadata are left to their own rules.</summary>
    public void PruneObject(DocMap root, StructuralSchema schema)
    {
        if (schema.PreservesUnknown)
        {
            PruneKnown(root, schema, keepMeta: true);
        }
        else
        {
            PruneMap(root, schema, keepMeta: true);
        }
    }

    /// <summary>Prunes a value of a field.</summary>
    public void Prune(Value value, StructuralSchema? schema)
    {
        if (schema is { PreservesUnknown: true })
        {
            if (value.AsMap is { } preserved)
            {
                PruneKnown(preserved, schema, schema.IsEmbedded);
            }
            else if (value.AsList is { } items)
            {
                PruneItems(items, schema.Items, skip: true);
            }
        }
        else if (value.AsMap is { } map)
        {
            PruneMap(map, schema, schema is { IsEmbedded: true });
        }
        else if (value.AsList is { } list)
        {
            PruneItems(list, schema?.Items, skip: false);
        }
    }

    private void PruneMap(DocMap map, StructuralSchema? schema, bool keepMeta)
    {
        var kept = 0;
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            var isMeta = keepMeta && IsMeta(entry.Key);
            var field = isMeta ? null : schema?.Field(entry.Key);
            if (!isMeta && field is null && schema is not { AllowsAdditional: true })
            {
                Note(entry.Key);
                Changed = true;
                continue;
            }

            if (!isMeta)
            {
                Below(entry.Key, entry.Value, field);
            }

            if (kept < i)
            {
                map.Place(kept, entry.Key, entry.Value);
            }

            kept++;
        }

        map.Truncate(kept);
    }

    private void PruneKnown(DocMap map, StructuralSchema schema, bool keepMeta)
    {
        foreach (ref readonly var entry in map.Entries)
        {
            if ((!keepMeta || !IsMeta(entry.Key)) && schema.Field(entry.Key) is { } field)
            {
                Below(entry.Key, entry.Value, field);
            }
        }
    }

    private void PruneItems(DocList list, StructuralSchema? items, bool skip)
    {
        for (var i = 0; i < list.Count; i++)
        {
            _path.Add($"[{i.ToString(CultureInfo.InvariantCulture)}]");
            if (!skip)
            {
                Prune(list[i], items);
            }
            else if (items is not null && list[i].AsMap is { } map)
            {
                PruneKnown(map, items, items.IsEmbedded);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Below(string name, Value value, StructuralSchema? schema)
    {
        if (value.AsMap is null && value.AsList is null)
        {
            return;
        }

        _path.Add(name);
        Prune(value, schema);
        _path.RemoveAt(_path.Count - 1);
    }

    private static bool IsMeta(string name) => name is "apiVersion" or "kind" or "metadata";

    private void Note(string name)
    {
        if (_unknown.Count >= maxUnknown)
        {
            return;
        }

        var text = new System.Text.StringBuilder();
        foreach (var part in _path)
        {
            text.Append(text.Length > 0 && part[0] != '[' ? "." : "").Append(part);
        }

        _unknown.Add(text.Append(text.Length > 0 ? "." : "").Append(name).ToString());
    }

    /// <summary>Drops nulls that may not be there and have no default to take their place.</summary>
    /// <returns>True when there were any.</returns>
    public static bool DropNulls(Value value, StructuralSchema? schema)
    {
        var changed = false;
        if (value.AsMap is { } map)
        {
            var kept = 0;
            for (var i = 0; i < map.Count; i++)
            {
                var entry = map.Entries[i];
                var field = schema?.Field(entry.Key);
                if (entry.Value.IsNull && field is { Nullable: false, Default.IsAbsent: true })
                {
                    changed = true;
                    continue;
                }

                changed |= DropNulls(entry.Value, field);
                if (kept < i)
                {
                    map.Place(kept, entry.Key, entry.Value);
                }

                kept++;
            }

            map.Truncate(kept);
        }
        else if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                changed |= DropNulls(item, schema?.Items);
            }
        }

        return changed;
    }
}
