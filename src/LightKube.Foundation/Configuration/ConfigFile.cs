using LightKube.Foundation.Yaml;

namespace LightKube.Foundation.Configuration;

/// <summary>Reads <c>config.yaml</c>: option names with a value, or a list of values, each.</summary>
public static class ConfigFile
{
    /// <summary>A larger file is not a configuration.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>What the file says.</summary>
    /// <exception cref="ConfigurationException">It cannot be read; the message names file and line.</exception>
    public static IReadOnlyList<GivenOption> Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
            throw new ConfigurationException([$"{path}: larger than {ByteSize.Format(LargestFile)}, which no configuration is"]);
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{path}: cannot be read: {error.Message}"]);
        }
    }

    /// <summary>What a file's text says.</summary>
    /// <exception cref="ConfigurationException">It is not a configuration; the message names file and line.</exception>
    public static IReadOnlyList<GivenOption> Parse(string text, string file)
    {
        try
        {
            return YamlReader.Read(text, file) switch
            {
                null => [],
                YamlMapping mapping => [.. mapping.Entries.Select(entry => Give(entry, file))],
                var other => throw new YamlFileException(file, other.Line, "expected keys with values, such as 'data-dir: /var/lib/lightkube'"),
            };
        }
        catch (YamlFileException error)
        {
            throw new ConfigurationException([error.Message]);
        }
    }

    private static GivenOption Give(YamlEntry entry, string file) =>
        new(entry.Key, TextsOf(entry.Value, entry.Key, file), $"{file}:{entry.Line}");

    private static IReadOnlyList<string> TextsOf(YamlNode value, string key, string file) => value switch
    {
        YamlScalar { IsNull: false } scalar => [scalar.Text],
        YamlSequence list => [.. list.Items.Select(item => item is YamlScalar { IsNull: false } scalar
            ? scalar.Text
            : throw new YamlFileException(file, item.Line, $"'{key}' takes a list of plain values"))],
        YamlScalar => throw new YamlFileException(file, value.Line, $"'{key}' has no value"),
        _ => throw new YamlFileException(file, value.Line, $"'{key}' takes a value or a list, not keys of its own"),
    };
}
