using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Components;

public sealed partial class ComponentHost
{
    [LoggerMessage(1, LogLevel.Information, "Started {Component} in {Milliseconds} ms")]
    private static partial void LogStarted(ILogger logger, string component, long milliseconds);

    [LoggerMessage(2, LogLevel.Information, "Ready in {Milliseconds} ms")]
    private static partial void LogReady(ILogger logger, long milliseconds);

    [LoggerMessage(3, LogLevel.Information, "Waiting until ready: {Report}")]
    private static partial void LogWaiting(ILogger logger, ReadinessReport report);

    [LoggerMessage(4, LogLevel.Information, "Stopping")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(5, LogLevel.Information, "Stopped {Component} in {Milliseconds} ms")]
    private static partial void LogStopped(ILogger logger, string component, long milliseconds);

    [LoggerMessage(6, LogLevel.Warning, "{Component} did not stop within {Timeout}; going on without it")]
    private static partial void LogStopTimedOut(ILogger logger, string component, TimeSpan timeout);

    [LoggerMessage(7, LogLevel.Error, "{Component} did not stop cleanly")]
    private static partial void LogStopFailed(ILogger logger, Exception error, string component);

    [LoggerMessage(8, LogLevel.Critical, "{Component} cannot go on; stopping everything")]
    private static partial void LogFatal(ILogger logger, Exception error, string component);
}
