using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>Where in a list an item stands: by its merge key, or by itself when there is none. Long lists get an index, so that merging two is not the product of their lengths.</summary>
internal sealed class ItemPlaces
{
    private const int IndexFrom = 16;

    private readonly DocList _list;
    private readonly string? _mergeKey;
    private readonly Dictionary<Value, int>? _index;

    /// <param name="list">The list; what is added to it is to be told by <see cref="Added"/>.</param>
    /// <param name="mergeKey">The field that tells objects apart; null for scalars.</param>
    /// <param name="more">How many may be added.</param>
    public ItemPlaces(DocList list, string? mergeKey, int more = 0)
    {
        _list = list;
        _mergeKey = mergeKey;
        if (list.Count + more < IndexFrom)
        {
            return;
        }

        _index = new Dictionary<Value, int>(list.Count + more);
        for (var i = 0; i < list.Count; i++)
        {
            Note(list[i], i);
        }
    }

    /// <summary>The first place of the item; -1 when it is not there.</summary>
    /// <exception cref="PatchException">It is an object without its merge key.</exception>
    public int Of(Value item)
    {
        var byKey = _mergeKey is not null && item.AsMap is not null;
        var value = byKey ? StrategicLists.KeyOf(item, _mergeKey!) : item;
        if (_index is not null)
        {
            return _index.TryGetValue(value, out var place) ? place : -1;
        }

        return byKey ? StrategicLists.IndexOf(_list, _mergeKey!, value) : _list.IndexOf(value);
    }

    /// <summary>The list's last item is new.</summary>
    public void Added() => Note(_list[^1], _list.Count - 1);

    private void Note(Value item, int place)
    {
        var value = _mergeKey is not null && item.AsMap is { } map ? map[_mergeKey] : item;
        if (!value.IsAbsent)
        {
            _index?.TryAdd(value, place);
        }
    }
}
