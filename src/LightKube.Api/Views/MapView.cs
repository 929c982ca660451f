using System.Collections;
using System.Diagnostics.CodeAnalysis;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;

namespace LightKube.Api.Views;

/// <summary>A map in a tree. Missing reads as empty; setting a key makes it.</summary>
public abstract class MapViewBase<TValue>(View parent, string key) : IReadOnlyCollection<KeyValuePair<string, TValue>>
{
    private DocMap? _map = parent.Peek()?.GetMap(key);

    public int Count => Peek()?.Count ?? 0;

    public bool IsPresent => Peek() is not null;

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public DocMap? Peek() => _map ??= parent.Peek()?.GetMap(key);

    public bool ContainsKey(string name) => Peek()?.Contains(name) ?? false;

    public bool Remove(string name) => Peek()?.Remove(name) ?? false;

    public void Clear()
    {
        parent.Peek()?.Remove(key);
        _map = null;
    }

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out TValue value)
    {
        var found = Peek() is { } map ? map[name] : default;
        value = found.IsAbsent ? default : Read(found);
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            var entry = Peek()!.Entries[i];
            if (Read(entry.Value) is { } value)
            {
                yield return new KeyValuePair<string, TValue>(entry.Key, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private protected abstract TValue? Read(Value value);

    private protected void Put(string name, Value value)
    {
        if (Peek() is null)
        {
            parent.Own().Set(key, _map = new DocMap());
        }

        Peek()!.Set(name, value);
    }
}

/// <summary>A map of strings: labels, annotations, a ConfigMap's data.</summary>
public sealed class StringMap(View parent, string key) : MapViewBase<string>(parent, key)
{
    /// <summary>The text under the name, or null when there is none; setting null removes it.</summary>
    public string? this[string name]
    {
        get => Peek()?.GetString(name);
        set => Put(name, value is null ? default : (Value)value);
    }

    private protected override string? Read(Value value) => value.AsString ?? (value.IsNull ? "" : null);
}

/// <summary>A map of quantities: requests, capacity.</summary>
public sealed class QuantityMap(View parent, string key) : MapViewBase<string>(parent, key)
{
    /// <summary>The quantity under the name; null when there is none or it cannot be read. Setting null removes it.</summary>
    public Quantity? this[string name]
    {
        get => ViewScalars.ToQuantity(Peek() is { } map ? map[name] : default);
        set => Put(name, value is { } quantity ? quantity.ToString() : default(Value));
    }

    private protected override string? Read(Value value) => value.AsString ?? value.ToString();
}

/// <summary>A map of byte strings, base64 in the tree.</summary>
public sealed class BytesMap(View parent, string key) : MapViewBase<string>(parent, key)
{
    /// <summary>The bytes under the name; null when there are none or they are not base64. Setting null removes them.</summary>
    public byte[]? this[string name]
    {
        get => ViewScalars.ToBytes(Peek() is { } map ? map[name] : default);
        set => Put(name, value is null ? default : (Value)Convert.ToBase64String(value));
    }

    private protected override string? Read(Value value) => value.AsString;
}

/// <summary>A map of objects.</summary>
public sealed class MapView<T>(View parent, string key) : MapViewBase<T>(parent, key)
    where T : View, IElementView<T>
{
    public T? this[string name]
    {
        get => Peek()?.GetMap(name) is { } map ? T.Over(map) : null;
        set => Put(name, value is null ? default : value.ForAssignment());
    }

    private protected override T? Read(Value value) => value.AsMap is { } map ? T.Over(map) : null;
}

/// <summary>A map of any values, such as lists of strings.</summary>
public sealed class ValueMap(View parent, string key) : MapViewBase<object>(parent, key)
{
    public Value this[string name]
    {
        get => Peek() is { } map ? map[name] : default;
        set => Put(name, value);
    }

    private protected override object? Read(Value value) => value;
}
