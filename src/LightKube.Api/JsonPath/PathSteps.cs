using LightKube.Api.Documents;

namespace LightKube.Api.JsonPath;

/// <summary>One step of a path: from a value to those that it leads to.</summary>
internal interface IPathStep
{
    void Follow(Value from, List<Value> to);
}

/// <summary><c>.name</c></summary>
internal sealed record NameStep(string Name) : IPathStep
{
    public void Follow(Value from, List<Value> to)
    {
        if (from.AsMap is { } map && map[Name] is { IsAbsent: false } value)
        {
            to.Add(value);
        }
    }
}

/// <summary><c>.*</c> and <c>[*]</c></summary>
internal sealed record WildcardStep : IPathStep
{
    public void Follow(Value from, List<Value> to)
    {
        foreach (ref readonly var entry in (from.AsMap ?? new DocMap()).Entries)
        {
            to.Add(entry.Value);
        }

        foreach (ref readonly var item in (from.AsList ?? new DocList()).Items)
        {
            to.Add(item);
        }
    }
}

/// <summary><c>[2]</c>, <c>[-1]</c>, <c>[0:2]</c>, <c>[::2]</c>; bounds below zero count from the end.</summary>
internal sealed record SliceStep(int? Start, int? End, int Stride) : IPathStep
{
    public static SliceStep At(int index) => new(index, index == -1 ? null : index + 1, 1);

    public void Follow(Value from, List<Value> to)
    {
        if (from.AsList is not { } list)
        {
            return;
        }

        var start = FromEnd(Start ?? 0, list.Count);
        var end = Math.Min(FromEnd(End ?? list.Count, list.Count), list.Count);
        for (var i = Math.Max(start, 0); i < end; i += Stride)
        {
            to.Add(list[i]);
        }
    }

    private static int FromEnd(int bound, int count) => bound < 0 ? bound + count : bound;
}

/// <summary><c>['a','b']</c> and <c>[0,2]</c></summary>
internal sealed record UnionStep(IPathStep[] Steps) : IPathStep
{
    public void Follow(Value from, List<Value> to)
    {
        foreach (var step in Steps)
        {
            step.Follow(from, to);
        }
    }
}

/// <summary><c>..</c>: the value and all below it.</summary>
internal sealed record DescendStep : IPathStep
{
    public void Follow(Value from, List<Value> to)
    {
        to.Add(from);
        foreach (ref readonly var entry in (from.AsMap ?? new DocMap()).Entries)
        {
            Follow(entry.Value, to);
        }

        foreach (ref readonly var item in (from.AsList ?? new DocList()).Items)
        {
            Follow(item, to);
        }
    }
}

/// <summary><c>[?(@.type=="Ready")]</c>: the items that fit; without an operator, those that have the left side.</summary>
internal sealed record FilterStep(IPathStep[] Left, string Operator, Value Right) : IPathStep
{
    public void Follow(Value from, List<Value> to)
    {
        foreach (ref readonly var item in (from.AsList ?? new DocList()).Items)
        {
            if (Fits(item))
            {
                to.Add(item);
            }
        }
    }

    private bool Fits(Value item)
    {
        var found = new List<Value> { item };
        foreach (var step in Left)
        {
            var next = new List<Value>();
            found.ForEach(value => step.Follow(value, next));
            found = next;
        }

        if (Operator.Length == 0)
        {
            return found.Count > 0;
        }

        return found.Count > 0 && Compare(found[0]);
    }

    private bool Compare(Value left)
    {
        var order = left.AsString is { } a && Right.AsString is { } b ? string.CompareOrdinal(a, b)
            : left.AsDouble is { } x && Right.AsDouble is { } y ? x.CompareTo(y)
            : (int?)null;
        return Operator switch
        {
            "==" => left == Right,
            "!=" => left != Right,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}
