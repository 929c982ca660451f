using System.Globalization;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>
/// Where a walk over an object stands, so that paths are written out only for errors, and the old object's value at the same place is looked
/// up only when something is wrong with the new one.
/// </summary>
internal sealed class ValueCursor(Value root, Value old)
{
    private Step[] _steps = new Step[16];
    private int _depth;

    // A field's name, or an index when the name is null; and the schema of the value that the step leaves.
    private readonly record struct Step(string? Name, int Index, StructuralSchema From);

    public int Depth => _depth;

    public void Enter(string name, StructuralSchema from) => Push(new Step(name, 0, from));

    public void Enter(int index, StructuralSchema from) => Push(new Step(null, index, from));

    public void Leave() => _depth--;

    /// <summary>As validation messages write it: <c>spec.list[0].x</c>; empty at the root.</summary>
    public string Path()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _depth; i++)
        {
            if (_steps[i].Name is { } name)
            {
                text.Append(text.Length > 0 ? "." : "").Append(name);
            }
            else
            {
                text.Append('[').Append(_steps[i].Index.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// True when the value was the same before. Items of lists are told apart by their keys; those of other lists are nobody in
    /// particular, so only the whole list can be unchanged.
    /// </summary>
    public bool IsUnchanged()
    {
        if (old.IsAbsent || (_depth == 1 && _steps[0].Name is "kind" or "apiVersion"))
        {
            return false;
        }

        var now = root;
        var then = old;
        for (var i = 0; i < _depth; i++)
        {
            ref readonly var step = ref _steps[i];
            if (step.Name is { } name)
            {
                if (then.AsMap is not { } map || now.AsMap is not { } nowMap)
                {
                    return false;
                }

                now = nowMap[name];
                then = map[name];
            }
            else
            {
                now = now.AsList![step.Index];
                then = SameItem(step.From, now, then.AsList);
            }

            if (then.IsAbsent)
            {
                return false;
            }
        }

        return now == then;
    }

    private static Value SameItem(StructuralSchema list, Value item, DocList? old)
    {
        if (list.ListType != "map" || old is null || item.AsMap is not { } wanted)
        {
            return default;
        }

        foreach (ref readonly var candidate in old.Items)
        {
            if (candidate.AsMap is { } map && list.ListKeys.All(key => map[key] == wanted[key]))
            {
                return candidate;
            }
        }

        return default;
    }

    private void Push(Step step)
    {
        if (_depth == _steps.Length)
        {
            Array.Resize(ref _steps, _depth * 2);
        }

        _steps[_depth++] = step;
    }
}
