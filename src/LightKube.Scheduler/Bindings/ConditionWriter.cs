using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.Scheduler.Bindings;

/// <summary>Writes why a pod has no node into its status.</summary>
internal sealed partial class ConditionWriter(IClient client, TimeProvider time, ILogger logger)
{
    /// <summary>Writes it unless the pod says so already. Never fails, save by cancellation: the next try of the pod makes a lost write good.</summary>
    public async Task WriteAsync(Pod pod, string reason, string message, CancellationToken cancel)
    {
        if (ScheduledCondition.Plan(pod, reason, message, time.GetUtcNow()) is not { } patch)
            return;
        try
        {
            await client.PatchAsync(Pod.Schema, pod.Key, patch, "status", cancel);
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict)
        {
            LogOvertaken(logger, pod.Key.ToString(), error.Message);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            // The outermost edge of this write: no binding that waits for it may fail with it.
            LogNotWritten(logger, pod.Key.ToString(), error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Pod} has changed meanwhile, its condition PodScheduled was not written: {Error}")]
    private static partial void LogOvertaken(ILogger logger, string pod, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The condition PodScheduled of pod {Pod} could not be written: {Error}")]
    private static partial void LogNotWritten(ILogger logger, string pod, string error);
}
