using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>The path elements of list items, and the items by them.</summary>
internal sealed class ItemKeys
{
    /// <summary>From this many items on a dictionary is quicker than comparing one by one.</summary>
    private const int IndexFrom = 16;

    private readonly PathElement[] _elements;
    private readonly DocList? _items;
    private readonly Dictionary<string, int>? _index;

    // The elements that stand several times, where there is an index and there are any.
    private readonly HashSet<string>? _repeated;

    /// <exception cref="TypedValueException">An item has no keys, or is none that a set can have.</exception>
    public ItemKeys(DocList? items, TypeSchema type)
    {
        _items = items;
        _elements = items is null ? [] : new PathElement[items.Count];
        _index = _elements.Length < IndexFrom ? null : new Dictionary<string, int>(_elements.Length, StringComparer.Ordinal);
        for (var i = 0; i < _elements.Length; i++)
        {
            _elements[i] = Of(items![i], type, i);
            if (_index?.TryAdd(_elements[i].Text, i) == false)
            {
                (_repeated ??= new HashSet<string>(StringComparer.Ordinal)).Add(_elements[i].Text);
            }
        }
    }

    public int Count => _elements.Length;

    public PathElement this[int index] => _elements[index];

    public Value ItemAt(int index) => _items![index];

    /// <summary>The place of the first item with that element, or -1.</summary>
    public int IndexOf(PathElement element)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(element.Text, -1);
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (_elements[i].Text == element.Text)
            {
                return i;
            }
        }

        return -1;
    }

    public bool IsFirst(int index) => IndexOf(_elements[index]) == index;

    /// <summary>True when several items have the element of this one.</summary>
    public bool IsRepeated(int index)
    {
        if (_index is not null)
        {
            return _repeated is not null && _repeated.Contains(_elements[index].Text);
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (i != index && _elements[i].Text == _elements[index].Text)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The items with the element of this one.</summary>
    public DocList All(int index)
    {
        var all = new DocList();
        for (var i = 0; i < _elements.Length; i++)
        {
            if (_elements[i].Text == _elements[index].Text)
            {
                all.Add(_items![i]);
            }
        }

        return all;
    }

    /// <summary>Compact JSON, shared where it is likely to come again.</summary>
    public static string Json(Value value) => ElementTexts.Of(value);

    private static PathElement Of(Value item, TypeSchema type, int index)
    {
        try
        {
            return type.ListType == ListType.Map ? OfKeys(item, type) : OfValue(item);
        }
        catch (TypedValueException e)
        {
            throw new TypedValueException($"element {index}: {e.Message}");
        }
    }

    private static PathElement OfKeys(Value item, TypeSchema type)
    {
        if (item.AsMap is not { } map)
        {
            throw new TypedValueException(item.IsNull
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements");
        }

        if (type.SortedListKeys is [var only] && !map[only].IsAbsentOrNull)
        {
            return new PathElement(PathElementKind.Key, ElementTexts.OfKey(only, map[only]));
        }

        var keys = new DocMap(type.SortedListKeys.Length);
        foreach (var name in type.SortedListKeys)
        {
            var value = map[name];
            keys.Set(name, value.IsAbsent ? Shapes.IsNamed(type.Element, name) ? type.Element!.Field(name)!.Default : default : value);
        }

        if (keys.Count == 0)
        {
            throw new TypedValueException(
                $"associative list with keys has an element that omits all key fields [{string.Join(' ', type.ListKeys.Select(key => $"\"{key}\""))}] (and doesn't have default values for any key fields)");
        }

        return new PathElement(PathElementKind.Key, Json(keys));
    }

    private static PathElement OfValue(Value item) => item.Kind switch
    {
        ValueKind.Map => throw new TypedValueException("associative list without keys has an element that's a map type"),
        ValueKind.List => throw new TypedValueException("not supported: associative list with lists as elements"),
        ValueKind.Null => throw new TypedValueException("associative list without keys has an element that's an explicit null"),
        _ => new PathElement(PathElementKind.Value, Json(item)),
    };
}
