using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>
/// A list's items by the field that names them. Long lists get an index, so that looking up all items of one list in another does not cost the
/// product of their lengths.
/// </summary>
internal readonly struct NamedItems
{
    private const int IndexFrom = 16;

    private readonly Field _list;
    private readonly string _name;
    private readonly HashSet<int>? _except;
    private readonly Dictionary<string, int>? _places;

    /// <param name="list">The items; read now, so that later changes to the object are not seen.</param>
    /// <param name="name">The field.</param>
    /// <param name="except">Indexes of items that do not count; null when all do.</param>
    public NamedItems(Field list, string name = "name", HashSet<int>? except = null)
    {
        (_list, _name, _except) = (list, name, except);
        if (list.Count < IndexFrom)
        {
            return;
        }

        _places = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (NameOf(i) is { } text)
            {
                _places.TryAdd(text, i);
            }
        }
    }

    public bool Has(string name) => IndexOf(name) >= 0;

    /// <summary>The first item of that name, or a field that is not set.</summary>
    public Field Find(string name) => IndexOf(name) is >= 0 and var at ? _list[at] : _list.With(default);

    /// <summary>In ordinal order.</summary>
    public List<string> Names()
    {
        var names = new List<string>(_list.Count);
        for (var i = 0; i < _list.Count; i++)
        {
            if (NameOf(i) is { } text)
            {
                names.Add(text);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private int IndexOf(string name)
    {
        if (_places is not null)
        {
            return _places.TryGetValue(name, out var at) ? at : -1;
        }

        for (var i = 0; i < _list.Count; i++)
        {
            if (NameOf(i) == name)
            {
                return i;
            }
        }

        return -1;
    }

    private string? NameOf(int index) => _except?.Contains(index) == true ? null : _list.Value.AsList?[index].AsMap?.GetString(_name);
}
