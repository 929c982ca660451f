using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Logging;

/// <summary>Logs one area's events.</summary>
internal sealed class LineLogger(string area, LogLevel level, LogFormat format, TimeProvider time, LineQueue lines) : ILogger
{
    /// <summary>Scopes are not written: an event carries its own values.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        // Written out here and not later, since the values may change.
        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        lines.Add(format.Write(new LogEvent(time.GetUtcNow(), logLevel, area, formatter(state, exception), values, exception)));
    }
}
