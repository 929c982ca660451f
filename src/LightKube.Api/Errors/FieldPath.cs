using System.Globalization;

namespace LightKube.Api.Errors;

/// <summary>Where in an object something is: <c>spec.containers[0].name</c>. Made cheaply, written out only for an error.</summary>
public sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey)
    {
        _parent = parent;
        _name = name;
        _index = index;
        IsKey = isKey;
    }

    public static FieldPath Metadata { get; } = Of("metadata");

    public static FieldPath Spec { get; } = Of("spec");

    public static FieldPath Status { get; } = Of("status");

    private bool IsKey { get; }

    public static FieldPath Of(string name) => new(null, name, 0, false);

    public FieldPath Child(string name) => new(this, name, 0, false);

    public FieldPath Child(string name, int index) => Child(name).Index(index);

    public FieldPath Index(int index) => new(this, null, index, false);

    /// <summary>An entry of a map: <c>data[key]</c>.</summary>
    public FieldPath Key(string key) => new(this, key, 0, true);

    public override string ToString()
    {
        var own = _name is null ? $"[{_index.ToString(CultureInfo.InvariantCulture)}]" : IsKey ? $"[{_name}]" : _name;
        return _parent is null ? own : _name is null || IsKey ? $"{_parent}{own}" : $"{_parent}.{own}";
    }
}
