namespace LightKube.Foundation.Configuration;

/// <summary>What one source says about one option.</summary>
/// <param name="Name">The option's name, which may be unknown.</param>
/// <param name="Texts">The values as written.</param>
/// <param name="Where">Where that stands: <c>--data-dir</c>, <c>LIGHTKUBE_DATA_DIR</c>, <c>config.yaml:3</c>.</param>
public sealed record GivenOption(string Name, IReadOnlyList<string> Texts, string Where);
