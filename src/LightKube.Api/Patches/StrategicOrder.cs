using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>The order of a merged list: the patch's items in the patch's order, the others in theirs, interleaved as they stood before.</summary>
internal static class StrategicOrder
{
    /// <summary>Carries out <c>$setElementOrder/KEY</c> together with the list of that key.</summary>
    public static void Apply(DocMap into, DocMap changes, string key, Value order, StrategicField field)
    {
        var wanted = order.AsList ?? throw PatchException.Malformed($"{StrategicDirectives.SetElementOrder}{key} must be a list");
        var old = into.GetList(key);
        var items = changes.GetList(key);
        if ((old is null && items is null) || changes[key].IsNull)
        {
            return;
        }

        CheckOrderNamesAll(items, wanted, key, field.MergeKey);
        var original = old?.DeepClone() ?? new DocList();
        var merged = (old, items) switch
        {
            (null, _) => StrategicDirectives.CleanCopy(items!).AsList!,
            (_, null) => old,
            _ => StrategicLists.Merge(old, items, field),
        };
        into.Set(key, Arrange(merged, wanted, original, field.MergeKey));
    }

    /// <summary>Sorts the list.</summary>
    /// <param name="merged">The items.</param>
    /// <param name="wanted">Names some of them in the order that they shall have among themselves.</param>
    /// <param name="original">The list as it was before.</param>
    /// <param name="mergeKey">The field that tells objects apart; null for scalars.</param>
    public static DocList Arrange(DocList merged, DocList wanted, DocList original, string? mergeKey)
    {
        var places = new ItemPlaces(wanted, mergeKey);
        var before = new ItemPlaces(original, mergeKey);
        var named = new List<(int Place, Value Item)>();
        var others = new List<(int Place, Value Item)>();
        foreach (ref readonly var item in merged.Items)
        {
            var place = places.Of(item);
            if (place >= 0)
            {
                named.Add((place, item));
            }
            else
            {
                others.Add((before.Of(item), item));
            }
        }

        return Interleave(
            others.OrderBy(entry => entry.Place).Select(entry => entry.Item).ToList(),
            named.OrderBy(entry => entry.Place).Select(entry => entry.Item).ToList(),
            before);
    }

    private static DocList Interleave(List<Value> others, List<Value> named, ItemPlaces before)
    {
        var result = new DocList(others.Count + named.Count);
        var i = 0;
        var j = 0;
        while (i < others.Count || j < named.Count)
        {
            var takeOther = j >= named.Count || (i < others.Count && StoodBefore(others[i], named[j], before));
            result.Add(takeOther ? others[i++] : named[j++]);
        }

        return result;
    }

    private static bool StoodBefore(Value left, Value right, ItemPlaces before)
    {
        var l = before.Of(left);
        var r = before.Of(right);
        return l >= 0 && r >= 0 && l < r;
    }

    private static void CheckOrderNamesAll(DocList? items, DocList wanted, string key, string? mergeKey)
    {
        var places = new ItemPlaces(wanted, mergeKey);
        foreach (ref readonly var item in (items ?? new DocList()).Items)
        {
            var isDirective = item.AsMap?.Contains(StrategicDirectives.Patch) ?? false;
            if (!isDirective && places.Of(item) < 0)
            {
                throw PatchException.Malformed($"{StrategicDirectives.SetElementOrder}{key} does not name an item that the patch sets: {item}");
            }
        }
    }
}
