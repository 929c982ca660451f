using LightKube.Api.Documents;

namespace LightKube.Api.Selectors;

/// <summary>A field by which objects of a kind may be selected.</summary>
public sealed class SelectableField
{
    private readonly string[] _path;
    private readonly string[]? _otherwise;
    private readonly string _missing;

    /// <param name="label">As in a query string: <c>spec.nodeName</c>.</param>
    /// <param name="missing">How a missing value reads: empty, <c>false</c>, <c>0</c>.</param>
    /// <param name="path">Where the value is, when not where the label says.</param>
    /// <param name="otherwise">A second place for when the first is empty.</param>
    internal SelectableField(string label, string missing = "", string? path = null, string? otherwise = null)
    {
        Label = label;
        _missing = missing;
        _path = Split(path ?? label);
        _otherwise = otherwise is null ? null : Split(otherwise);
    }

    public string Label { get; }

    /// <summary>The object's value as text.</summary>
    public string Read(DocMap root)
    {
        var text = Text(Find(root, _path));
        return text.Length == 0 && _otherwise is not null ? Text(Find(root, _otherwise)) : text;
    }

    internal bool ValueIs(DocMap root, string wanted)
    {
        var value = Find(root, _path);
        return value.AsString is { Length: > 0 } text ? text == wanted : Read(root) == wanted;
    }

    private string Text(Value value) => value.AsString ?? (value.IsAbsentOrNull ? _missing : value.ToString());

    private static string[] Split(string path) => path.Split('.').Select(NameTable.Shared.GetOrAdd).ToArray();

    private static Value Find(DocMap root, string[] path)
    {
        Value at = root;
        foreach (var name in path)
        {
            if (at.AsMap is not { } map)
            {
                return default;
            }

            at = map[name];
        }

        return at;
    }
}
