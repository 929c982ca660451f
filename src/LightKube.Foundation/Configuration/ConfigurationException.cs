namespace LightKube.Foundation.Configuration;

/// <summary>The options that were given cannot be used. The message has a line for each problem, which says where it stands.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>The problems, one line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
