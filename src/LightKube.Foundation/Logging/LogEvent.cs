using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Logging;

/// <summary>One event, as a format writes it.</summary>
/// <param name="Time">When it happened, in UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Area">The part of the program that it comes from.</param>
/// <param name="Message">The message with its values filled in.</param>
/// <param name="Values">The values by name; also what is not in the message.</param>
/// <param name="Error">The exception, if one is the reason.</param>
internal readonly record struct LogEvent(
    DateTimeOffset Time,
    LogLevel Level,
    string Area,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Values,
    Exception? Error)
{
    private const string TemplateKey = "{OriginalFormat}";

    internal string LevelName => Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>The values without the message's own template, under the names that formats write: <c>listenAddress</c>.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Fields()
    {
        foreach (var (name, value) in Values)
        {
            if (name != TemplateKey && name.Length > 0)
                yield return new(char.ToLowerInvariant(name[0]) + name[1..], Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }
    }
}
