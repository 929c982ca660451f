using LightKube.Api.Views;
using Microsoft.Extensions.Logging;

namespace LightKube.Scheduler;

internal sealed partial class SchedulingLoop
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Pod} is bound to node {Node}")]
    private static partial void LogBound(ILogger logger, ObjectKey pod, string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Pod} fits nowhere: {Why}")]
    private static partial void LogUnschedulable(ILogger logger, ObjectKey pod, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Pod} could not be bound to node {Node}, it will be placed again: {Error}")]
    private static partial void LogBindingFailed(ILogger logger, ObjectKey pod, string node, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "No decision about pod {Pod}, it will be tried again")]
    private static partial void LogDecisionFailed(ILogger logger, Exception error, ObjectKey pod);
}
