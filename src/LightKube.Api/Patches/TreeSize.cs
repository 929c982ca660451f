using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Patches;

/// <summary>How large a tree is. Stops descending one level below what a document may have, so that it is safe on any tree.</summary>
internal readonly record struct TreeSize(int Nodes, int Depth)
{
    public static TreeSize Measure(Value value) => Measure(value, 0);

    private static TreeSize Measure(Value value, int above)
    {
        var nodes = 1;
        var depth = above;
        if (above > JsonLimits.MaxDepth)
        {
            return new TreeSize(nodes, depth);
        }

        if (value.AsMap is { } map)
        {
            depth = above + 1;
            foreach (ref readonly var entry in map.Entries)
            {
                Include(Measure(entry.Value, above + 1), ref nodes, ref depth);
            }
        }
        else if (value.AsList is { } list)
        {
            depth = above + 1;
            foreach (ref readonly var item in list.Items)
            {
                Include(Measure(item, above + 1), ref nodes, ref depth);
            }
        }

        return new TreeSize(nodes, depth);
    }

    private static void Include(TreeSize child, ref int nodes, ref int depth)
    {
        nodes += child.Nodes;
        depth = Math.Max(depth, child.Depth);
    }
}
