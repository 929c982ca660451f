using System.Globalization;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Functions on lists: those of Kubernetes and those of cel-go's extension.</summary>
internal static class ListLibrary
{
    private static readonly string[] Comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
    private static readonly string[] Summable = ["int", "uint", "double", "duration"];

    public static void Declare(FunctionTable table)
    {
        foreach (var type in Comparable)
        {
            table.Add($"list_{type}_is_sorted_bool", $"<list({type})>.isSorted():bool", static args => IsSorted(args[0]));
            table.Add($"list_{type}_max_{type}", $"<list({type})>.max():{type}", static args => Extreme(args[0], 1, "max"));
            table.Add($"list_{type}_min_{type}", $"<list({type})>.min():{type}", static args => Extreme(args[0], -1, "min"));
            table.Add($"list_{type}_sort", $"<list({type})>.sort():list({type})", static args => Sort(args[0], args[0]));
            table.Add($"list_{type}_sortByAssociatedKeys", $"<list(T)>.@sortByAssociatedKeys(list({type})):list(T)", static args => Sort(args[0], args[1]));
        }

        foreach (var type in Summable)
        {
            CelValue zero = type switch { "int" => 0L, "uint" => 0UL, "double" => 0.0, _ => CelValue.Duration(0) };
            table.Add($"list_{type}_sum_{type}", $"<list({type})>.sum():{type}", args => Sum(args[0], zero));
        }

        table.Add("list_a_index_of_int", "<list(A)>.indexOf(A):int", static args => IndexOf(args[0], args[1], last: false));
        table.Add("list_a_last_index_of_int", "<list(A)>.lastIndexOf(A):int", static args => IndexOf(args[0], args[1], last: true));
        table.Add("list_slice", "<list(T)>.slice(int,int):list(T)", static args => Slice(args[0], args[1].Int, args[2].Int));
        table.Add("list_flatten", "<list(list(T))>.flatten():list(T)", static args => Flatten(args[0], 1));
        table.Add("list_flatten_int", "<list(dyn)>.flatten(int):list(dyn)", static args => Flatten(args[0], args[1].Int));
        table.Add("lists_range", "lists.range(int):list(int)", static args => Range(args[0].Int));
        table.Add("list_reverse", "<list(T)>.reverse():list(T)", static args => Reverse(args[0]));
        table.Add("string_reverse", "<string>.reverse():string", static args => TextLibrary.Reverse(args[0].AsString!));
        table.Add("list_distinct", "<list(T)>.distinct():list(T)", static args => Distinct(args[0]));
    }

    private static CelValue IsSorted(CelValue value)
    {
        value.TryList(out var list);
        for (var i = 1; i < list.Count; i++)
        {
            if (Arithmetic.Compare(list[i - 1], list[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static CelValue Extreme(CelValue value, int sign, string name)
    {
        value.TryList(out var list);
        if (list.Count == 0)
        {
            return CelValue.Error($"{name} called on empty list");
        }

        var found = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (Arithmetic.Compare(list[i], found) * sign > 0)
            {
                found = list[i];
            }
        }

        return found;
    }

    private static CelValue Sum(CelValue value, CelValue zero)
    {
        value.TryList(out var list);
        var sum = zero;
        for (var i = 0; i < list.Count && !sum.IsError; i++)
        {
            sum = Arithmetic.Add(sum, list[i]);
        }

        return sum;
    }

    private static CelValue IndexOf(CelValue value, CelValue item, bool last)
    {
        value.TryList(out var list);
        for (var i = 0; i < list.Count; i++)
        {
            var at = last ? list.Count - 1 - i : i;
            if (CelEquality.Equal(list[at], item))
            {
                return (long)at;
            }
        }

        return -1L;
    }

    private static CelValue Slice(CelValue value, long start, long end)
    {
        value.TryList(out var list);
        if (start < 0 || end < 0)
        {
            return Failed($"cannot slice({start}, {end}), negative indexes not supported");
        }

        if (start > end)
        {
            return Failed($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        }

        if (list.Count < end)
        {
            return Failed($"cannot slice({start}, {end}), list is length {list.Count}");
        }

        var items = new CelValue[end - start];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = list[(int)start + i];
        }

        return new ArrayList(items);
    }

    private static CelValue Failed(FormattableString message) => CelValue.Error(message.ToString(CultureInfo.InvariantCulture));

    private static CelValue Flatten(CelValue value, long depth)
    {
        if (depth < 0)
        {
            return CelValue.Error("level must be non-negative");
        }

        var result = new GrowingList();
        AddFlat(result, value, depth);
        return result;
    }

    private static void AddFlat(GrowingList result, CelValue value, long depth)
    {
        value.TryList(out var list);
        for (var i = 0; i < list.Count; i++)
        {
            if (depth > 0 && list[i].Kind == CelKind.List)
            {
                AddFlat(result, list[i], depth - 1);
            }
            else
            {
                result.Add(list[i]);
            }
        }
    }

    // Costs are counted after a call; this one could make any number of items before.
    private static CelValue Range(long count)
    {
        if (count > (long)CelLimits.PerCall)
        {
            throw new EvalContext.CostLimitException();
        }

        var items = new CelValue[Math.Max(0, count)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = (long)i;
        }

        return new ArrayList(items);
    }

    private static CelValue Reverse(CelValue value)
    {
        value.TryList(out var list);
        var items = new CelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = list[items.Length - 1 - i];
        }

        return new ArrayList(items);
    }

    private static CelValue Distinct(CelValue value)
    {
        value.TryList(out var list);
        var seen = new HashSet<CelValue>(CelKeyComparer.Instance);
        var result = new GrowingList();
        for (var i = 0; i < list.Count; i++)
        {
            if (seen.Add(list[i]))
            {
                result.Add(list[i]);
            }
        }

        return result;
    }

    private static CelValue Sort(CelValue value, CelValue by)
    {
        value.TryList(out var list);
        by.TryList(out var keys);
        if (list.Count != keys.Count)
        {
            return Failed($"@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {list.Count} and {keys.Count} elements respectively");
        }

        var items = new (CelValue Key, int At)[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = (keys[i], i);
            if (keys[i].Kind != items[0].Key.Kind)
            {
                return CelValue.Error("list elements must have the same type");
            }
        }

        Array.Sort(items, static (a, b) => Arithmetic.Compare(a.Key, b.Key) is { } order and not 0 ? order : a.At.CompareTo(b.At));
        return new ArrayList(Array.ConvertAll(items, item => ItemAt(value, item.At)));
    }

    private static CelValue ItemAt(CelValue value, int at)
    {
        value.TryList(out var list);
        return list[at];
    }
}
