using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Processes;

/// <summary>What a line of a child process's output says.</summary>
/// <param name="Level">The level at which it stands in our own log.</param>
/// <param name="Message">What happened.</param>
/// <param name="Values">What else the line tells, by name.</param>
public sealed record ProcessLine(LogLevel Level, string Message, IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    /// <summary>A line of no known form, at Information.</summary>
    public static ProcessLine Plain(string line) => new(LogLevel.Information, line, []);
}
