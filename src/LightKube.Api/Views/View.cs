using LightKube.Api.Documents;

namespace LightKube.Api.Views;

/// <summary>
/// A typed look at one object of a tree. It copies nothing: a property reads from the tree and a setter writes to it.
/// A view of an object that is not there reads as empty, and makes the object when something is set.
/// </summary>
/// <remarks>docs/decisions/002 says why views are classes.</remarks>
public abstract class View
{
    private readonly View? _parent;
    private readonly string? _key;
    private DocMap? _map;

    /// <summary>A new, empty object.</summary>
    private protected View()
    {
        _map = new DocMap();
    }

    private protected View(DocMap map)
    {
        _map = map;
    }

    private protected View(View parent, string key)
    {
        _parent = parent;
        _key = key;
        _map = parent.Peek()?.GetMap(key);
    }

    /// <summary>True when the tree has this object.</summary>
    public bool IsPresent => Peek() is not null;

    /// <summary>The object's tree, made when it was missing.</summary>
    /// <exception cref="InvalidOperationException">It is missing in a frozen document.</exception>
    public DocMap Map => Own();

    /// <summary>The object's tree, or null when it is missing.</summary>
    public DocMap? Peek() => _map ??= _parent?.Peek()?.GetMap(_key!);

    /// <summary>The object as a value: absent when it is missing.</summary>
    public Value ToValue() => Peek() is { } map ? map : default(Value);

    /// <summary>Removes the object from the one that holds it.</summary>
    public void Remove()
    {
        _parent?.Peek()?.Remove(_key!);
        _map = _parent is null ? _map : null;
    }

    public override string ToString() => ToValue().ToString();

    internal DocMap Own()
    {
        if (Peek() is { } map)
        {
            return map;
        }

        map = new DocMap();
        _parent!.Own().Set(_key!, map);
        return _map = map;
    }

    /// <summary>What to put into another tree: this object itself when it is new and free, else a copy.</summary>
    internal Value ForAssignment() =>
        Peek() is not { } map ? default : _parent is null && !map.IsFrozen ? map : map.DeepClone();

    private protected Value Get(string key) => Peek() is { } map ? map[key] : default;

    private protected void Put(string key, Value value) => Own().Set(key, value);

    private protected void Assign(string key, View? value) => Put(key, value is null ? default : value.ForAssignment());

    private protected string GetString(string key) => Get(key).AsString ?? "";

    // Kubernetes leaves out an empty value of a field marked 'omitempty'.
    private protected void PutString(string key, string? value, bool always) =>
        Put(key, value is null || (value.Length == 0 && !always) ? default : (Value)value);

    private protected void PutInt(string key, long value, bool always) => Put(key, value == 0 && !always ? default : (Value)value);

    private protected void PutBool(string key, bool value, bool always) => Put(key, !value && !always ? default : (Value)value);
}
