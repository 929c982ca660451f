namespace LightKube.Foundation.Yaml;

/// <summary>A part of a YAML file, with the line on which it begins.</summary>
public abstract record YamlNode(int Line);

/// <summary>A single value. <see cref="IsNull"/> tells an empty value or a plain <c>null</c> from a quoted text.</summary>
public sealed record YamlScalar(string Text, bool IsNull, int Line) : YamlNode(Line);

/// <summary>A list.</summary>
public sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line);

/// <summary>Keys with values, in the file's order. No key occurs twice.</summary>
public sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, int Line) : YamlNode(Line)
{
    /// <summary>The value of a key; null when there is none.</summary>
    public YamlNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The text of a key; null when there is none, or it is null, or not a single value.</summary>
    public string? FindText(string key) => Find(key) is YamlScalar { IsNull: false } scalar ? scalar.Text : null;
}

/// <summary>One key with its value.</summary>
public sealed record YamlEntry(string Key, YamlNode Value, int Line);
