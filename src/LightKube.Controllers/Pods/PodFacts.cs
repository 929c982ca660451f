using LightKube.Api.Core.V1;

namespace LightKube.Controllers.Pods;

/// <summary>What controllers ask of a pod.</summary>
internal static class PodFacts
{
    public static bool IsBeingDeleted(this Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    /// <summary>It has ended and will not run again.</summary>
    public static bool IsTerminal(this Pod pod) => pod.Status.Phase is "Succeeded" or "Failed";

    /// <summary>It counts as a replica: not ended, not being deleted.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsTerminal() && !pod.IsBeingDeleted();

    public static PodCondition? Condition(this Pod pod, string type) => pod.Status.Conditions.Find(condition => condition.Type == type);

    public static bool IsReady(this Pod pod) => pod.Condition("Ready")?.Status == "True";

    /// <summary>When it became ready; null when it is not, or does not say.</summary>
    public static DateTimeOffset? ReadySince(this Pod pod) =>
        pod.Condition("Ready") is { Status: "True" } ready ? ready.LastTransitionTime : null;

    /// <summary>It has been ready for that long.</summary>
    public static bool IsAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        pod.IsReady() && (minReadySeconds == 0 || pod.ReadySince() is { } since && since.AddSeconds(minReadySeconds) <= now);
}
