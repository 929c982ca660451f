using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>The parts of a loop.</summary>
internal sealed record Fold(Node Range, Node Init, Node Condition, Node Step, Node Result, int Accu, int First, int Second)
{
    /// <summary>It collects into a list that starts empty.</summary>
    public bool CollectsList { get; init; }

    /// <summary>It collects into a map that starts empty.</summary>
    public bool CollectsMap { get; init; }
}

/// <summary>A loop over a list's items, a map's keys, or both with index or value.</summary>
internal sealed class FoldNode(Fold fold) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var range = fold.Range.Eval(context);
        if (range.IsError)
        {
            return range;
        }

        context.Local(fold.Accu) = fold.CollectsList ? new GrowingList() : fold.CollectsMap ? new EntryMap(4) : fold.Init.Eval(context);
        CelValue error = default;
        if (range.TryList(out var list))
        {
            for (var i = 0; i < list.Count && Turn(context, (long)i, list[i], true, ref error); i++)
            {
            }
        }
        else if (range.TryMap(out var map))
        {
            for (var i = 0; i < map.Count && Turn(context, map, i, ref error); i++)
            {
            }
        }
        else
        {
            return CelValue.Error($"got '{range.Type.Name}', expected iterable type");
        }

        return error.IsUnset ? fold.Result.Eval(context) : error;
    }

    private bool Turn(EvalContext context, MapView map, int index, ref CelValue error)
    {
        var key = map.KeyAt(index);
        return key.IsUnset || Turn(context, key, fold.Second >= 0 ? map.Find(key) : default, false, ref error);
    }

    private bool Turn(EvalContext context, CelValue key, CelValue value, bool isList, ref CelValue error)
    {
        if (fold.Second >= 0)
        {
            context.Local(fold.First) = key;
            context.Local(fold.Second) = value;
        }
        else
        {
            context.Local(fold.First) = isList ? value : key;
        }

        var proceed = fold.Condition.Eval(context);
        if (!proceed.IsTrue)
        {
            error = proceed.IsFalse ? default : proceed.IsError ? proceed : CelError.NoSuchOverload;
            return false;
        }

        var accu = fold.Step.Eval(context);
        context.Local(fold.Accu) = accu;

        // An error stays in a collection that is being made, whatever comes; quantifiers can still do without it.
        return !accu.IsError || fold.Condition is not ConstNode;
    }
}

/// <summary>The step of a loop that appends one item.</summary>
internal sealed class AppendNode(int accu, Node item) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var list = context.Local(accu);
        var value = item.Eval(context);
        if (list.IsError || value.IsError)
        {
            return list.IsError ? list : value;
        }

        context.Charge(1 + (item is ConstNode ? 0 : Costs.CreateList) + 1);
        ((GrowingList)list.Reference!).Add(value);
        return list;
    }
}

/// <summary>The step of a loop that adds entries to the map it collects.</summary>
internal sealed class InsertNode(int accu, Node key, Node? value) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var target = context.Local(accu);
        var first = key.Eval(context);
        var second = value?.Eval(context) ?? default;
        context.Charge(2);
        if (target.IsError || first.IsError || second.IsError)
        {
            return target.IsError ? target : first.IsError ? first : second;
        }

        var map = (EntryMap)target.Reference!;
        if (value is not null)
        {
            return map.TryAdd(first, second) ? target : Duplicate(first);
        }

        if (!first.TryMap(out var entries))
        {
            return CelError.NoSuchOverload;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            var name = entries.KeyAt(i);
            if (!name.IsUnset && !map.TryAdd(name, entries.Find(name)))
            {
                return Duplicate(name);
            }
        }

        return target;
    }

    private static CelValue Duplicate(CelValue key) => CelValue.Error($"insert failed: key {key} already exists");
}
