using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>Merging of the lists whose schema says so: objects by their key, scalars as a set.</summary>
internal static class StrategicLists
{
    /// <summary>Merges the items of a patch into the list and returns what takes its place.</summary>
    public static DocList Merge(DocList old, DocList items, StrategicField field)
    {
        if (!HoldsMaps(old, items))
        {
            return StrategicOrder.Arrange(Union(old, items), items, old, null);
        }

        if (field.MergeKey is not { } key)
        {
            throw PatchException.DoesNotApply("cannot merge lists of objects without a merge key");
        }

        var original = old.DeepClone();
        if (TakeDirectives(old, items, key) is not { } plain)
        {
            return Added(items);
        }

        var places = new ItemPlaces(old, key, plain.Count);
        foreach (ref readonly var item in plain.Items)
        {
            MergeItem(old, places, item.AsMap!, field);
        }

        return StrategicOrder.Arrange(old, plain, original, key);
    }

    /// <summary>Takes the values out of a list of scalars.</summary>
    public static void DeleteScalars(DocMap into, string key, Value values)
    {
        var list = values.AsList ?? throw PatchException.Malformed($"{StrategicDirectives.DeleteFromPrimitiveList}{key} must be a list");
        var doomed = new HashSet<Value>([.. list.Items]);
        into.GetList(key)?.RemoveWhere(doomed.Contains);
    }

    public static int IndexOf(DocList list, string key, Value value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].AsMap is { } map && map[key] == value)
            {
                return i;
            }
        }

        return -1;
    }

    public static Value KeyOf(Value item, string key) =>
        item.AsMap is { } map && map[key] is { IsAbsentOrNull: false } value
            ? value
            : throw PatchException.DoesNotApply($"map: {item} does not contain declared merge key: {key}");

    private static bool HoldsMaps(DocList old, DocList items)
    {
        var maps = 0;
        foreach (ref readonly var item in items.Items)
        {
            maps += item.AsMap is null ? 0 : 1;
        }

        if (maps != 0 && maps != items.Count)
        {
            throw PatchException.DoesNotApply("a list in the patch mixes objects and scalars");
        }

        return maps > 0 || (items.Count == 0 && old.Count > 0 && old[0].AsMap is not null);
    }

    private static DocList Union(DocList old, DocList items)
    {
        var both = new DocList(old.Count + items.Count);
        var seen = new HashSet<Value>();
        foreach (var list in (ReadOnlySpan<DocList>)[old, items])
        {
            foreach (ref readonly var item in list.Items)
            {
                if (seen.Add(item))
                {
                    both.Add(item.DeepClone());
                }
            }
        }

        return both;
    }

    // Carries out the items that are deletions and returns the others; null when the list is to be replaced by them.
    private static DocList? TakeDirectives(DocList old, DocList items, string key)
    {
        var plain = new DocList(items.Count);
        var replace = false;
        HashSet<Value>? deleted = null;
        foreach (ref readonly var item in items.Items)
        {
            switch (item.AsMap![StrategicDirectives.Patch])
            {
                case { IsAbsent: true }:
                    plain.Add(item);
                    break;
                case { AsString: StrategicDirectives.Delete }:
                    (deleted ??= []).Add(KeyOf(item, key));
                    break;
                case { AsString: StrategicDirectives.Replace }:
                    replace = true;
                    break;
                case { AsString: StrategicDirectives.Merge }:
                    throw PatchException.DoesNotApply("merging lists cannot yet be specified in the patch");
                case var other:
                    throw PatchException.Malformed($"unknown patch type found: {other}");
            }
        }

        if (deleted is not null)
        {
            old.RemoveWhere(item => item.AsMap is { } map && deleted.Contains(map[key]));
        }

        return replace ? null : plain;
    }

    private static DocList Added(DocList items)
    {
        var plain = new DocList(items.Count);
        foreach (ref readonly var item in items.Items)
        {
            if (!item.AsMap!.Contains(StrategicDirectives.Patch))
            {
                plain.Add(StrategicDirectives.CleanCopy(item));
            }
        }

        return plain;
    }

    private static void MergeItem(DocList old, ItemPlaces places, DocMap item, StrategicField field)
    {
        var at = places.Of(item);
        if (at >= 0)
        {
            old[at] = StrategicMergePatch.MergeMap(old[at].AsMap!, item, field.ItemType);
        }
        else
        {
            old.Add(StrategicDirectives.CleanCopy(item));
            places.Added();
        }
    }
}
