using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>The keys by which a strategic merge patch says more than values.</summary>
internal static class StrategicDirectives
{
    public const string Patch = "$patch";
    public const string RetainKeys = "$retainKeys";
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    public const string SetElementOrder = "$setElementOrder/";

    public const string Delete = "delete";
    public const string Replace = "replace";
    public const string Merge = "merge";

    public static bool IsDirective(string key) =>
        key.Length > 0 && key[0] == '$'
        && (key is Patch or RetainKeys
            || key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal)
            || key.StartsWith(SetElementOrder, StringComparison.Ordinal));

    /// <summary>A copy of a value that the patch adds: without directives, and without the nulls, which have nothing to delete.</summary>
    /// <returns>Absent when the value is itself a deletion.</returns>
    public static Value CleanCopy(Value value)
    {
        if (value.AsMap is { } map)
        {
            return CleanCopy(map);
        }

        return value.AsList is { } list ? CleanCopy(list) : value;
    }

    private static Value CleanCopy(DocMap map)
    {
        if (map.GetString(Patch) == Delete || (map.Count == 1 && map.GetString(Patch) == Replace))
        {
            return default;
        }

        var copy = new DocMap(map.Count);
        foreach (ref readonly var entry in map.Entries)
        {
            if (entry.Value.IsNull || IsDirective(entry.Key))
            {
                continue;
            }

            var value = CleanCopy(entry.Value);
            if (!value.IsAbsent)
            {
                copy.Set(entry.Key, value);
            }
        }

        return copy;
    }

    private static DocList CleanCopy(DocList list)
    {
        var copy = new DocList(list.Count);
        foreach (ref readonly var item in list.Items)
        {
            var value = CleanCopy(item);
            if (!value.IsAbsent)
            {
                copy.Add(value);
            }
        }

        return copy;
    }
}
