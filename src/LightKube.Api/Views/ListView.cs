using System.Collections;
using LightKube.Api.Documents;

namespace LightKube.Api.Views;

/// <summary>What the generated views of objects within objects have in common for lists and maps of them.</summary>
public interface IElementView<TSelf>
    where TSelf : View, IElementView<TSelf>
{
    static abstract TSelf Over(DocMap map);
}

/// <summary>A list in a tree. Missing reads as empty; adding makes it.</summary>
public abstract class ListViewBase(View parent, string key)
{
    private DocList? _list = parent.Peek()?.GetList(key);

    public int Count => Peek()?.Count ?? 0;

    public bool IsPresent => Peek() is not null;

    public DocList? Peek() => _list ??= parent.Peek()?.GetList(key);

    public void Clear()
    {
        parent.Peek()?.Remove(key);
        _list = null;
    }

    public void RemoveAt(int index)
    {
        var list = Own();
        list.RemoveAt(index);
        if (list.Count == 0)
        {
            Clear();
        }
    }

    private protected DocList Own()
    {
        if (Peek() is { } list)
        {
            return list;
        }

        list = new DocList();
        parent.Own().Set(key, list);
        return _list = list;
    }

    private protected Value Item(int index) => (Peek() ?? throw new ArgumentOutOfRangeException(nameof(index)))[index];
}

/// <summary>A list of objects.</summary>
public sealed class ListView<T>(View parent, string key) : ListViewBase(parent, key), IReadOnlyList<T>
    where T : View, IElementView<T>
{
    public T this[int index] => T.Over(Item(index).AsMap ?? new DocMap());

    public void Add(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Own().Add(item.ForAssignment());
    }

    /// <summary>Adds an empty object and returns its view.</summary>
    public T AddNew()
    {
        var map = new DocMap();
        Own().Add(map);
        return T.Over(map);
    }

    /// <summary>The first item that fits, or null.</summary>
    public T? Find(Func<T, bool> fits)
    {
        for (var i = 0; i < Count; i++)
        {
            var item = this[i];
            if (fits(item))
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>Makes the list hold exactly these.</summary>
    public void ReplaceWith(IEnumerable<T> items)
    {
        var values = items.Select(item => item.ForAssignment()).ToList();
        Clear();
        foreach (var value in values)
        {
            Own().Add(value);
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A list of strings.</summary>
public sealed class StringList(View parent, string key) : ListViewBase(parent, key), IReadOnlyList<string>
{
    public string this[int index] => Item(index).AsString ?? "";

    public void Add(string item) => Own().Add(item);

    public bool Contains(string item) => Peek() is { } list && list.IndexOf(item) >= 0;

    public bool Remove(string item)
    {
        var at = Peek()?.IndexOf(item) ?? -1;
        if (at >= 0)
        {
            RemoveAt(at);
        }

        return at >= 0;
    }

    public void ReplaceWith(IEnumerable<string> items)
    {
        var values = items.ToList();
        Clear();
        values.ForEach(Add);
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A list of whole numbers.</summary>
public sealed class IntList(View parent, string key) : ListViewBase(parent, key), IReadOnlyList<long>
{
    public long this[int index] => Item(index).AsInt ?? 0;

    public void Add(long item) => Own().Add(item);

    public IEnumerator<long> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
