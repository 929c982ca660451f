using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>
/// Merges the fields that an ApplyConfiguration names into an object, as server-side apply merges them but without an owner: maps and objects
/// entry by entry, sets as unions, lists with keys item by item.
/// </summary>
internal static class StructuredMerge
{
    /// <param name="target">The object; not changed.</param>
    /// <param name="patch">What is to be there.</param>
    /// <param name="type">The type of both.</param>
    /// <returns>A new tree.</returns>
    /// <exception cref="PolicyConfigurationException">The patch names an atomic list or object, of which it would drop what it does not name.</exception>
    public static DocMap Apply(DocMap target, DocMap patch, TypeSchema type)
    {
        var atomics = new List<string>();
        FindAtomics(patch, type, "", atomics);
        if (atomics.Count > 0)
        {
            throw new PolicyConfigurationException(
                $"error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}");
        }

        var result = target.DeepClone();
        MergeMap(result, patch, type);
        return result;
    }

    private static TypeSchema? TypeOf(TypeSchema? type, string key) => type?.Kind switch
    {
        TypeKind.Object => type.Field(key)?.Type,
        TypeKind.Map => type.Element,
        _ => null,
    };

    private static void MergeMap(DocMap into, DocMap patch, TypeSchema? type)
    {
        foreach (ref readonly var entry in patch.Entries)
        {
            into.Set(entry.Key, Merged(into[entry.Key], entry.Value, TypeOf(type, entry.Key)));
        }
    }

    private static Value Merged(Value old, Value patch, TypeSchema? type)
    {
        if (patch.AsMap is { } map && old.AsMap is { } into)
        {
            MergeMap(into, map, type);
            return into;
        }

        return patch.AsList is { } list && old.AsList is { } items && type is { Kind: TypeKind.List, ListType: not ListType.Atomic }
            ? MergeList(items, list, type)
            : patch.DeepClone();
    }

    private static DocList MergeList(DocList into, DocList patch, TypeSchema type)
    {
        foreach (var item in patch.Items)
        {
            var at = type.ListType == ListType.Set ? into.IndexOf(item) : IndexOf(into, item, type.ListKeys);
            if (at < 0)
            {
                into.Add(item.DeepClone());
            }
            else if (type.ListType == ListType.Map)
            {
                into[at] = Merged(into[at], item, type.Element);
            }
        }

        return into;
    }

    private static int IndexOf(DocList items, Value wanted, IReadOnlyList<string> keys)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].AsMap is { } item && wanted.AsMap is { } other && SameKeys(item, other, keys))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool SameKeys(DocMap item, DocMap other, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            // The one key that schemas default is the protocol of ports.
            if (!Key(item, key).Equals(Key(other, key)))
            {
                return false;
            }
        }

        return true;
    }

    private static Value Key(DocMap item, string key) => item[key] is { IsAbsent: false } value ? value : key == "protocol" ? "TCP" : default;

    private static void FindAtomics(Value value, TypeSchema? type, string path, List<string> found)
    {
        if (type is null)
        {
            return;
        }

        if (value.AsMap is { } map)
        {
            if (type.Atomic)
            {
                found.Add(path);
            }

            foreach (ref readonly var entry in map.Entries)
            {
                FindAtomics(entry.Value, TypeOf(type, entry.Key), $"{path}.{entry.Key}", found);
            }
        }
        else if (value.AsList is { } list && type.Kind == TypeKind.List)
        {
            if (type.ListType == ListType.Atomic)
            {
                found.Add(path);
                return;
            }

            foreach (var item in list.Items)
            {
                FindAtomics(item, type.Element, path + "[]", found);
            }
        }
    }
}
