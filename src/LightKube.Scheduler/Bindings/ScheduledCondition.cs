using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Scheduler.Bindings;

/// <summary>The pod's condition PodScheduled=False: why it has no node.</summary>
internal static class ScheduledCondition
{
    public const string Type = "PodScheduled";
    public const string Unschedulable = "Unschedulable";
    public const string SchedulingGated = "SchedulingGated";
    public const string GatedMessage = "Scheduling is blocked due to non-empty scheduling gates";

    /// <summary>The patch of the pod's status; null when it says so already.</summary>
    public static Patch? Plan(Pod pod, string reason, string message, DateTimeOffset now)
    {
        var old = pod.Status.Conditions.Find(static condition => condition.Type == Type);
        var wasFalse = old?.Status == "False";
        if (wasFalse && old!.Reason == reason && old.Message == message)
            return null;
        var condition = new PodCondition
        {
            Type = Type,
            ObservedGeneration = pod.Metadata.Generation,
            Status = "False",
            Reason = reason,
            Message = message,
            LastTransitionTime = wasFalse ? old!.LastTransitionTime ?? now : now,
        };
        var body = new DocMap();
        body.GetOrAddMap("metadata").Set("uid", pod.Metadata.Uid);
        body.GetOrAddMap("status").GetOrAddList("conditions").Add(condition.Map);
        return new Patch(PatchType.StrategicMerge, body);
    }
}
