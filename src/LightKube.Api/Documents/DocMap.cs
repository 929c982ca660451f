using System.Runtime.InteropServices;

namespace LightKube.Api.Documents;

/// <summary>
/// A JSON object: keys in the order in which they came, each once. Small maps, nearly all of them, are searched from
/// the front; large ones (a ConfigMap's data) get an index. Once frozen it is never changed again and may be read
/// by any thread; before that it belongs to one.
/// </summary>
public sealed class DocMap
{
    /// <summary>From this many entries on a dictionary is quicker than comparing keys one by one.</summary>
    private const int IndexFrom = 16;

    /// <summary>After so many removals the index is made anew: each may put an entry one place before where the index has it.</summary>
    private const byte MaxShift = 128;

    private Entry[] _entries;
    private int _count;
    private ulong _keys;
    private byte _shift;
    private Dictionary<string, int>? _index;

    /// <summary>A key and its value.</summary>
    public readonly record struct Entry(string Key, Value Value);

    public DocMap()
    {
        _entries = [];
    }

    public DocMap(int capacity)
    {
        _entries = capacity == 0 ? [] : new Entry[capacity];
    }

    internal DocMap(Entry[] entries)
        : this(entries, 0)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            _keys |= MarkOf(entry.Key);
        }
    }

    /// <param name="entries">Each key once; the map's own from now on.</param>
    /// <param name="keys">The keys' marks (<see cref="MarkOf"/>) together.</param>
    internal DocMap(Entry[] entries, ulong keys)
    {
        _entries = entries;
        _count = entries.Length;
        _keys = keys;
    }

    public int Count => _count;

    public bool IsFrozen { get; private set; }

    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, _count);

    /// <summary>The value under the key; absent when there is none.</summary>
    /// <exception cref="InvalidOperationException">On set, when the map is frozen.</exception>
    public Value this[string key]
    {
        get
        {
            var at = IndexOf(key);
            return at < 0 ? default : _entries[at].Value;
        }
        set => Set(key, value);
    }

    public bool Contains(string key) => IndexOf(key) >= 0;

    public DocMap? GetMap(string key) => this[key].AsMap;

    public DocList? GetList(string key) => this[key].AsList;

    public string? GetString(string key) => this[key].AsString;

    /// <summary>Sets the key, in its old place when it is there, else at the end. An absent value removes it.</summary>
    public void Set(string key, Value value)
    {
        if (value.IsAbsent)
        {
            Remove(key);
            return;
        }

        ThrowIfFrozen();
        var at = IndexOf(key);
        if (at >= 0)
        {
            _entries[at] = new Entry(key, value);
        }
        else
        {
            Append(key, value);
        }
    }

    /// <summary>Adds a key that the caller knows not to be there yet.</summary>
    internal void Append(string key, Value value)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(4, _count * 2));
        }

        _entries[_count] = new Entry(key, value);
        _keys |= MarkOf(key);
        _index?.Add(key, _count);
        _count++;
    }

    /// <summary>Puts another value in the place of that entry's.</summary>
    internal void Exchange(int at, Value value)
    {
        ThrowIfFrozen();
        _entries[at] = new Entry(_entries[at].Key, value);
    }

    /// <summary>Makes room for entries that are about to be added, so that the map grows once.</summary>
    public void Reserve(int more)
    {
        if (_entries.Length - _count < more)
        {
            Array.Resize(ref _entries, _count + more);
        }
    }

    public bool Remove(string key)
    {
        ThrowIfFrozen();
        var at = IndexOf(key);
        if (at < 0)
        {
            return false;
        }

        _count--;
        Array.Copy(_entries, at + 1, _entries, at, _count - at);
        _entries[_count] = default;
        _index?.Remove(key);
        if (at < _count && ++_shift == MaxShift)
        {
            DropIndex();
        }

        return true;
    }

    /// <summary>Removes many entries in one pass; the others keep their order.</summary>
    public void RemoveWhere(Func<string, bool> isDoomed)
    {
        ThrowIfFrozen();
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (!isDoomed(_entries[i].Key))
            {
                _entries[kept++] = _entries[i];
            }
        }

        Truncate(kept);
    }

    /// <summary>
    /// Writes over the entry at a place. For one pass over all entries that keeps some, in order, each under its own key; <see cref="Truncate"/> ends it.
    /// </summary>
    internal void Place(int at, string key, Value value)
    {
        ThrowIfFrozen();
        _entries[at] = new Entry(key, value);
    }

    /// <summary>Drops all entries from that place on.</summary>
    internal void Truncate(int count)
    {
        if (count < _count)
        {
            ThrowIfFrozen();
            _entries.AsSpan(count, _count - count).Clear();
            _count = count;
            DropIndex();
        }
    }

    public void Clear()
    {
        ThrowIfFrozen();
        _entries = [];
        _count = 0;
        DropIndex();
        _keys = 0;
    }

    /// <summary>The map under the key, made there when the key is missing or holds something else.</summary>
    public DocMap GetOrAddMap(string key)
    {
        if (GetMap(key) is { } map)
        {
            return map;
        }

        map = new DocMap();
        Set(key, map);
        return map;
    }

    // A frozen map cannot grow the child; an empty frozen one reads the same.
    internal DocMap GetOrAddOrRead(string key) => GetMap(key) ?? (IsFrozen ? new DocMap().Freeze() : GetOrAddMap(key));

    /// <summary>The list under the key, made there when the key is missing or holds something else.</summary>
    public DocList GetOrAddList(string key)
    {
        if (GetList(key) is { } list)
        {
            return list;
        }

        list = new DocList();
        Set(key, list);
        return list;
    }

    /// <summary>Makes this map and all below it immutable.</summary>
    public DocMap Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            if (_count >= IndexFrom && (_index is null || _shift > 0))
            {
                Index();
            }

            foreach (ref readonly var entry in Entries)
            {
                entry.Value.FreezeContent();
            }
        }

        return this;
    }

    /// <summary>A mutable copy that shares nothing mutable with this one.</summary>
    public DocMap DeepClone()
    {
        var entries = new Entry[_count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new Entry(_entries[i].Key, _entries[i].Value.DeepClone());
        }

        return new DocMap(entries, _keys);
    }

    /// <summary>Sorts the keys in ordinal order; the values keep theirs.</summary>
    public void SortKeys()
    {
        ThrowIfFrozen();
        DropIndex();
        _entries.AsSpan(0, _count).Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
    }

    public bool ContentEquals(DocMap other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (_count != other._count)
        {
            return false;
        }

        foreach (ref readonly var entry in Entries)
        {
            var theirs = other[entry.Key];
            if (theirs.IsAbsent || !entry.Value.Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Json.JsonText.Of(this);

    private int IndexOf(string key)
    {
        if (_count >= IndexFrom)
        {
            return (_index ?? Index()).TryGetValue(key, out var at) ? Shifted(at, key) : -1;
        }

        // Most questions are for fields that are not there.
        if (_count == 0 || (_keys & MarkOf(key)) == 0)
        {
            return -1;
        }

        ref var first = ref MemoryMarshal.GetArrayDataReference(_entries);
        for (var i = 0; i < _count; i++)
        {
            // Keys are interned by the readers, so most hits are found by reference.
            var candidate = System.Runtime.CompilerServices.Unsafe.Add(ref first, i).Key;
            if (ReferenceEquals(candidate, key) || (candidate.Length == key.Length && string.Equals(candidate, key, StringComparison.Ordinal)))
            {
                return i;
            }
        }

        return -1;
    }

    // Entries before it that were removed have moved it towards the front.
    private int Shifted(int at, string key)
    {
        if (_shift > 0)
        {
            for (at = Math.Min(at, _count - 1); _entries[at].Key != key; at--)
            {
            }
        }

        return at;
    }

    private void DropIndex()
    {
        _index = null;
        _shift = 0;
    }

    /// <summary>One of 64 bits. A map without the bit of a key has not got the key.</summary>
    internal static ulong MarkOf(string key) => key.Length == 0 ? 1 : 1ul << ((key.Length * 5 + key[0] + key[^1] * 3) & 63);

    private Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(_count, StringComparer.Ordinal);
        for (var i = 0; i < _count; i++)
        {
            index[_entries[i].Key] = i;
        }

        // A frozen map has its index already, so no two threads get here with the same map.
        _shift = 0;
        return _index = index;
    }

    private void ThrowIfFrozen()
    {
        if (IsFrozen)
        {
            throw new InvalidOperationException("This object is shared and immutable; change a mutable copy of it (MutableCopy) instead.");
        }
    }
}
