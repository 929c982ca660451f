using System.Text;
using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Values;

/// <summary>A map, or an object with fields, that is not simply a document's.</summary>
public abstract class CelMap : CelReference
{
    public sealed override CelKind Kind => CelKind.Map;

    public abstract int Count { get; }

    /// <summary>What the object says of itself; null for a map.</summary>
    public virtual CelType? ObjectType => null;

    /// <summary>The value under the key; unset when there is none, an error when the key is of a wrong type.</summary>
    public abstract CelValue Find(CelValue key);

    /// <summary>The value under a key that is text.</summary>
    public virtual CelValue Find(string key) => Find((CelValue)key);

    /// <summary>The key at a place below <see cref="Count"/>; unset for an entry that expressions do not see.</summary>
    public abstract CelValue KeyAt(int index);

    /// <summary>Equality that is not entry by entry; null to compare those.</summary>
    internal virtual bool? ContentEquals(MapView other) => null;

    public override string ToString()
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < Count; i++)
        {
            var key = KeyAt(i);
            if (!key.IsUnset)
            {
                text.Append(text.Length == 1 ? "" : ", ").Append(key.ToString()).Append(": ").Append(Find(key).ToString());
            }
        }

        return text.Append('}').ToString();
    }
}

/// <summary>A map in memory; keys are booleans, numbers and strings, and numbers of different types are equal when they are the same number.</summary>
internal sealed class EntryMap : CelMap
{
    /// <summary>From this many entries on a dictionary is quicker than comparing keys one by one.</summary>
    private const int IndexFrom = 12;

    private readonly List<KeyValuePair<CelValue, CelValue>> _entries;
    private Dictionary<CelValue, int>? _index;

    public EntryMap(int capacity)
    {
        _entries = new(capacity);
    }

    public override int Count => _entries.Count;

    public override CelValue KeyAt(int index) => _entries[index].Key;

    /// <summary>False when the key is there already.</summary>
    public bool TryAdd(CelValue key, CelValue value)
    {
        if (IndexOf(key) >= 0)
        {
            return false;
        }

        _index?.Add(key, _entries.Count);
        _entries.Add(new(key, value));
        return true;
    }

    public override CelValue Find(CelValue key)
    {
        var at = IndexOf(key);
        return at < 0 ? default : _entries[at].Value;
    }

    private int IndexOf(CelValue key)
    {
        if (_entries.Count >= IndexFrom)
        {
            return (_index ??= Index()).TryGetValue(key, out var found) ? found : -1;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            if (CelEquality.Equal(_entries[i].Key, key))
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<CelValue, int> Index()
    {
        var index = new Dictionary<CelValue, int>(_entries.Count * 2, CelKeyComparer.Instance);
        for (var i = 0; i < _entries.Count; i++)
        {
            index.Add(_entries[i].Key, i);
        }

        return index;
    }
}

/// <summary>Any map for reading.</summary>
internal readonly struct MapView
{
    private readonly object? _map;

    public MapView(DocMap map)
    {
        _map = map;
    }

    public MapView(CelMap map)
    {
        _map = map;
    }

    public bool IsNone => _map is null;

    public int Count => _map is DocMap document ? document.Count : ((CelMap)_map!).Count;

    public CelMap? AsMap => _map as CelMap;

    public CelValue Find(CelValue key)
    {
        if (_map is not DocMap document)
        {
            return ((CelMap)_map!).Find(key);
        }

        return key.AsString is { } name ? Find(document, name) : default;
    }

    public CelValue Find(string key) => _map is DocMap document ? Find(document, key) : ((CelMap)_map!).Find(key);

    public CelValue KeyAt(int index) => _map is DocMap document ? document.Entries[index].Key : ((CelMap)_map!).KeyAt(index);

    private static CelValue Find(DocMap document, string key)
    {
        var value = document[key];
        return value.IsAbsent ? default : CelValue.Of(value);
    }
}
