using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Patches;

/// <summary>How large a tree is. Stops descending one level below what a document may have, so that it is safe on any tree.</summary>
/// <param name="Nodes">Values, the root among them.</param>
/// <param name="Characters">Of all keys and strings.</param>
/// <param name="Depth">Levels of maps and lists.</param>
internal readonly record struct TreeSize(int Nodes, long Characters, int Depth)
{
    public static TreeSize Measure(Value value) => Measure(value, 0);

    private static TreeSize Measure(Value value, int above)
    {
        var size = new TreeSize(1, value.AsString?.Length ?? 0, above);
        if (above > JsonLimits.MaxDepth)
        {
            return size;
        }

        if (value.AsMap is { } map)
        {
            size = size with { Depth = above + 1 };
            foreach (ref readonly var entry in map.Entries)
            {
                size = size.With(Measure(entry.Value, above + 1), entry.Key.Length);
            }
        }
        else if (value.AsList is { } list)
        {
            size = size with { Depth = above + 1 };
            foreach (ref readonly var item in list.Items)
            {
                size = size.With(Measure(item, above + 1), 0);
            }
        }

        return size;
    }

    private TreeSize With(TreeSize child, int key) =>
        new(Nodes + child.Nodes, Characters + child.Characters + key, Math.Max(Depth, child.Depth));
}
