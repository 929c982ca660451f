using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Values;

/// <summary>A list that is not simply a document's.</summary>
public abstract class CelList : CelReference
{
    public sealed override CelKind Kind => CelKind.List;

    public abstract int Count { get; }

    public abstract CelValue this[int index] { get; }

    /// <summary>Equality that is not item by item, as of sets; null to compare the items.</summary>
    internal virtual bool? ContentEquals(ListView other) => null;

    /// <summary>Concatenation that is not one after the other, as of sets.</summary>
    internal virtual CelValue Concat(ListView other) => new JoinedList(new ListView(this), other);

    public override string ToString()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(this[i].ToString());
        }

        return text.Append(']').ToString();
    }
}

/// <summary>A list in memory.</summary>
public sealed class ArrayList(CelValue[] items) : CelList
{
    public static ArrayList Empty { get; } = new([]);

    internal ReadOnlySpan<CelValue> Items => items;

    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];

    internal static ArrayList Of(List<string> texts)
    {
        var items = new CelValue[texts.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = texts[i];
        }

        return new ArrayList(items);
    }
}

/// <summary>A list that a loop makes item by item; nobody else sees it before it is done.</summary>
internal sealed class GrowingList : CelList
{
    private readonly List<CelValue> _items = [];

    public override int Count => _items.Count;

    public override CelValue this[int index] => _items[index];

    public void Add(CelValue item) => _items.Add(item);

    public void AddRange(ListView items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _items.Add(items[i]);
        }
    }
}

/// <summary>Two lists, one after the other; nothing is copied.</summary>
internal sealed class JoinedList : CelList
{
    /// <summary>From this many joins on the items are copied, so that a lookup does not walk a chain.</summary>
    private const int MaxDepth = 8;

    private readonly ListView _first;
    private readonly ListView _second;
    private readonly int _depth;

    public JoinedList(ListView first, ListView second)
    {
        _first = first;
        _second = second;
        Count = first.Count + second.Count;
        _depth = 1 + Math.Max(first.Depth, second.Depth);
        if (_depth > MaxDepth)
        {
            var items = new CelValue[Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = this[i];
            }

            _first = new ListView(new ArrayList(items));
            _second = new ListView(ArrayList.Empty);
            _depth = 0;
        }
    }

    public int Depth => _depth;

    public override int Count { get; }

    public override CelValue this[int index] => index < _first.Count ? _first[index] : _second[index - _first.Count];
}

/// <summary>Any list for reading.</summary>
internal readonly struct ListView
{
    private readonly object? _list;

    public ListView(DocList list)
    {
        _list = list;
    }

    public ListView(CelList list)
    {
        _list = list;
    }

    public bool IsNone => _list is null;

    public int Count => _list is DocList document ? document.Count : ((CelList)_list!).Count;

    public int Depth => _list is JoinedList joined ? joined.Depth : 0;

    public CelList? AsList => _list as CelList;

    public CelValue Value => _list is DocList document ? document : (CelList)_list!;

    public CelValue this[int index] => _list is DocList document ? CelValue.Of(document[index]) : ((CelList)_list!)[index];
}
