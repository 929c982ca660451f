namespace LightKube.Foundation.Yaml;

/// <summary>A YAML file cannot be read; the message begins with the file and the line.</summary>
public sealed class YamlFileException(string file, int line, string problem) : Exception($"{file}:{line}: {problem}");
