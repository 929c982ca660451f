using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Logging;

/// <summary>Logs to a stream, one line an event, at a level per area. Who logs never waits for the stream.</summary>
public sealed class LineLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LineLogger> _loggers = new();
    private readonly LogLevels _levels;
    private readonly LogFormat _format;
    private readonly TimeProvider _time;
    private readonly LineQueue _lines;

    /// <param name="output">Where lines go: standard error.</param>
    /// <param name="levels">Which events are logged.</param>
    /// <param name="format">How an event becomes a line.</param>
    /// <param name="time">The clock that events are stamped with.</param>
    public LineLoggerProvider(Stream output, LogLevels levels, LogFormat format, TimeProvider time)
    {
        (_levels, _format, _time) = (levels, format, time);
        _lines = new LineQueue(output, dropped => format.Write(new LogEvent(
            time.GetUtcNow(), LogLevel.Warning, "log", $"{dropped} lines were dropped: they came faster than they could be written", [], null)));
    }

    /// <summary>A factory whose loggers are all of this provider. It has no filter of its own.</summary>
    public ILoggerFactory ToFactory() => new LoggerFactory([this], new LoggerFilterOptions { MinLevel = LogLevel.Trace });

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, category =>
    {
        var area = LogArea.Of(category);
        return new LineLogger(area, _levels.Of(area), _format, _time, _lines);
    });

    /// <summary>Writes what is queued, and ends.</summary>
    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
