using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>A mutation that names the fields it wants: merged as server-side apply merges them, but nobody comes to own them.</summary>
internal static class ApplyConfiguration
{
    /// <param name="target">The object; not changed.</param>
    /// <param name="configuration">What is to be there.</param>
    /// <param name="type">The type of both.</param>
    /// <returns>A new tree.</returns>
    /// <exception cref="PolicyConfigurationException">
    /// The configuration names an atomic list or object, of which it would drop what it does not name, or has items that cannot be told apart.
    /// </exception>
    public static DocMap Merge(DocMap target, DocMap configuration, TypeSchema type)
    {
        var atomics = new List<string>();
        FindAtomics(configuration, type, "", atomics);
        if (atomics.Count > 0)
        {
            throw new PolicyConfigurationException(
                $"error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}");
        }

        var result = target.DeepClone();
        try
        {
            TypedMerge.Merge(result, configuration, type);
        }
        catch (TypedValueException e)
        {
            throw new PolicyConfigurationException($"error applying patch: {e.Message}");
        }

        return result;
    }

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
                var below = type.Kind == TypeKind.Object ? type.Field(entry.Key)?.Type : type.Kind == TypeKind.Map ? type.Element : null;
                FindAtomics(entry.Value, below, $"{path}.{entry.Key}", found);
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
