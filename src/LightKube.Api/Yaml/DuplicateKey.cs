namespace LightKube.Api.Yaml;

/// <summary>A key that stands in a map again.</summary>
/// <param name="Path">Where: <c>spec.containers[0].image</c>.</param>
/// <param name="Key">The key.</param>
/// <param name="Line">The line of the text, from 1.</param>
public readonly record struct DuplicateKey(string Path, string Key, int Line)
{
    /// <summary>As the tools of Kubernetes say it.</summary>
    public override string ToString() => $"line {Line}: key \"{Key}\" already set in map";
}
