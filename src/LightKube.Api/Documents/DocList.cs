namespace LightKube.Api.Documents;

/// <summary>A JSON array. Freezing works as in <see cref="DocMap"/>.</summary>
public sealed class DocList
{
    private Value[] _items;
    private int _count;

    public DocList()
    {
        _items = [];
    }

    public DocList(int capacity)
    {
        _items = capacity == 0 ? [] : new Value[capacity];
    }

    internal DocList(Value[] items)
    {
        _items = items;
        _count = items.Length;
    }

    public static DocList Of(IEnumerable<string> items)
    {
        var list = new DocList();
        foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public int Count => _count;

    public bool IsFrozen { get; private set; }

    public ReadOnlySpan<Value> Items => _items.AsSpan(0, _count);

    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Count"/>.</exception>
    public Value this[int index]
    {
        get => Items[index];
        set
        {
            ThrowIfFrozen();
            _items.AsSpan(0, _count)[index] = value;
        }
    }

    public void Add(Value value)
    {
        ThrowIfFrozen();
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(4, _count * 2));
        }

        _items[_count++] = value;
    }

    public void Insert(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)_count, nameof(index));
        Add(value);
        Array.Copy(_items, index, _items, index + 1, _count - index - 1);
        _items[index] = value;
    }

    public void RemoveAt(int index)
    {
        ThrowIfFrozen();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        _count--;
        Array.Copy(_items, index + 1, _items, index, _count - index);
        _items[_count] = default;
    }

    /// <summary>Removes many items in one pass; the others keep their order.</summary>
    public void RemoveWhere(Func<Value, bool> isDoomed)
    {
        ThrowIfFrozen();
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (!isDoomed(_items[i]))
            {
                _items[kept++] = _items[i];
            }
        }

        _items.AsSpan(kept, _count - kept).Clear();
        _count = kept;
    }

    public void Clear()
    {
        ThrowIfFrozen();
        _items = [];
        _count = 0;
    }

    public int IndexOf(Value value)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_items[i].Equals(value))
            {
                return i;
            }
        }

        return -1;
    }

    public DocList Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            foreach (ref readonly var item in Items)
            {
                item.FreezeContent();
            }
        }

        return this;
    }

    public DocList DeepClone()
    {
        var items = new Value[_count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = _items[i].DeepClone();
        }

        return new DocList(items);
    }

    public bool ContentEquals(DocList other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (_count != other._count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
        {
            if (!_items[i].Equals(other._items[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Json.JsonText.Of(this);

    private void ThrowIfFrozen()
    {
        if (IsFrozen)
        {
            throw new InvalidOperationException("This object is shared and immutable; change a mutable copy of it (MutableCopy) instead.");
        }
    }
}
