using LightKube.Foundation.Configuration;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Logging;

/// <summary>Which events are logged: a level for all areas, and levels for some. Written <c>info,api-server=debug</c>.</summary>
public sealed class LogLevels
{
    private static readonly Dictionary<string, LogLevel> Names = new()
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["none"] = LogLevel.None,
    };

    /// <summary>The web server tells each request's details at Information, which is our Debug.</summary>
    private const LogLevel WebServerDefault = LogLevel.Warning;

    private readonly LogLevel _default;
    private readonly Dictionary<string, LogLevel> _areas;

    private LogLevels(LogLevel @default, Dictionary<string, LogLevel> areas) => (_default, _areas) = (@default, areas);

    /// <summary>Information, everywhere.</summary>
    public static LogLevels Default { get; } = Parse("info");

    /// <summary>The levels that a text means.</summary>
    /// <exception cref="FormatException">It means none; the message says what is expected.</exception>
    public static LogLevels Parse(string text)
    {
        var @default = LogLevel.Information;
        var areas = new Dictionary<string, LogLevel> { [LogArea.WebServer] = WebServerDefault };
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
                @default = ParseLevel(part);
            else
                areas[part[..equals].Trim()] = ParseLevel(part[(equals + 1)..].Trim());
        }
        return new LogLevels(@default, areas);
    }

    /// <summary>The least level that is logged in an area.</summary>
    public LogLevel Of(string area) => _areas.GetValueOrDefault(area, _default);

    private static LogLevel ParseLevel(string text) => Names.TryGetValue(text, out var level)
        ? level
        : throw new FormatException($"'{text}' is no level; expected {string.Join(", ", Names.Keys)}{Suggestion.Phrase(text, Names.Keys)}");
}
