using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Merges an applied configuration into an object: leaves are replaced, maps and lists that are owned by parts are merged part by part.</summary>
public static class TypedMerge
{
    /// <param name="into">The object; mutable, changed in place.</param>
    /// <param name="configuration">Read only.</param>
    /// <param name="type">The type of both.</param>
    /// <exception cref="TypedValueException">A list's items cannot be told apart, or stand twice in the configuration.</exception>
    public static void Merge(DocMap into, DocMap configuration, TypeSchema? type)
    {
        foreach (ref readonly var entry in configuration.Entries)
        {
            into.Set(entry.Key, Merge(into[entry.Key], entry.Value, Shapes.Child(type, entry.Key)));
        }
    }

    private static Value Merge(Value old, Value wanted, TypeSchema? type) => Shapes.Of(type, wanted) switch
    {
        Shape.Map => MergeMap(old, wanted, type),
        Shape.List => MergeList(old, wanted, type!),
        _ => wanted.DeepClone(),
    };

    // Of two empty values the configuration's counts, so that null and empty stay apart.
    private static Value MergeMap(Value old, Value wanted, TypeSchema? type)
    {
        if (wanted.AsMap is not { Count: > 0 } configuration)
        {
            return old.AsMap is { Count: > 0 } ? old : wanted.DeepClone();
        }

        var into = old.AsMap ?? new DocMap(configuration.Count);
        Merge(into, configuration, type);
        return into;
    }

    private static Value MergeList(Value old, Value wanted, TypeSchema type)
    {
        if (wanted.AsList is not { Count: > 0 } configuration)
        {
            return old.AsList is { Count: > 0 } ? old : wanted.DeepClone();
        }

        return new ListMerge(new ItemKeys(old.AsList, type), new ItemKeys(configuration, type), (left, right) => Merge(left, right, type.Element)).Run();
    }
}
