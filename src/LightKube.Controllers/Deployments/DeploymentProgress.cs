using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>
/// The Progressing condition: whether the rollout moves, has come to its end, or has not moved for longer than its deadline.
/// </summary>
/// <remarks>
/// <code>
///   NewReplicaSetCreated ─┐            counts move                    deadline passes
///   FoundNewReplicaSet ───┴▶ ReplicaSetUpdated ⟲ ─────────▶ ProgressDeadlineExceeded (False)
///                                  │ complete                         │ counts move: back
///                                  ▼                                  │
///                         NewReplicaSetAvailable ◀────────────────────┘
/// </code>
/// </remarks>
internal static class DeploymentProgress
{
    private const string Complete = "NewReplicaSetAvailable";
    private const string TimedOut = "ProgressDeadlineExceeded";
    private const string Paused = "DeploymentPaused";
    private const string Type = DeploymentConditions.Progressing;

    /// <summary>A spec without a deadline says so with nothing, or as older clients do with the largest number.</summary>
    private const int NoDeadline = int.MaxValue;

    public static void Set(Rollout rollout, DeploymentStatus status, ProgressNote? note, DateTimeOffset now)
    {
        var deployment = rollout.Deployment;
        if (Deadline(deployment) is null)
        {
            status.Clear(Type);
            return;
        }
        SetPaused(deployment, status, now);
        if (note is not null)
            status.Set(Type, note.Status, note.Reason, note.Message, now);
        else if (rollout.New is { } found && status.Find(Type) is null)
            status.Set(Type, "True", "FoundNewReplicaSet", $"Found new replica set \"{found.Name}\"", now);
        if (deployment.Spec.Paused || note?.Status == "False" || WasComplete(status))
            return;

        var subject = rollout.New is { } current ? $"ReplicaSet \"{current.Name}\"" : $"Deployment \"{deployment.Name}\"";
        if (IsComplete(deployment, status))
            status.Set(Type, "True", Complete, $"{subject} has successfully progressed.", now);
        else if (HasMoved(deployment.Status, status))
            status.Renew(Type, "True", "ReplicaSetUpdated", $"{subject} is progressing.", now);
        else if (Remaining(deployment, status, now) <= TimeSpan.Zero)
            status.Set(Type, "False", TimedOut, $"{subject} has timed out progressing.", now);
    }

    /// <summary>When the deadline will have passed; null when the rollout does not move against one.</summary>
    public static TimeSpan? UntilDeadline(Deployment deployment, DateTimeOffset now) =>
        deployment.Spec.Paused || IsComplete(deployment, deployment.Status) ? null : Remaining(deployment, deployment.Status, now);

    /// <summary>All replicas are updated and available, and no old one is left.</summary>
    public static bool IsComplete(Deployment deployment, DeploymentStatus status) =>
        status.UpdatedReplicas == deployment.Size()
        && status.Replicas == deployment.Size()
        && status.AvailableReplicas == deployment.Size()
        && status.ObservedGeneration >= deployment.Metadata.Generation;

    private static TimeSpan? Deadline(Deployment deployment) =>
        deployment.Spec.ProgressDeadlineSeconds is { } seconds and not NoDeadline ? TimeSpan.FromSeconds(seconds) : null;

    private static TimeSpan? Remaining(Deployment deployment, DeploymentStatus status, DateTimeOffset now) =>
        Deadline(deployment) is { } deadline
        && status.Find(Type) is { } condition && condition.Reason is not (Complete or TimedOut)
        && condition.LastUpdateTime is { } since
            ? since + deadline - now
            : null;

    // A rollout that has come to its end stays so when it is scaled, or when pods fail later.
    private static bool WasComplete(DeploymentStatus status) =>
        status.Replicas == status.UpdatedReplicas && status.Find(Type)?.Reason == Complete;

    private static bool HasMoved(DeploymentStatus before, DeploymentStatus after) =>
        after.UpdatedReplicas > before.UpdatedReplicas
        || after.Replicas - after.UpdatedReplicas < before.Replicas - before.UpdatedReplicas
        || after.ReadyReplicas > before.ReadyReplicas
        || after.AvailableReplicas > before.AvailableReplicas;

    private static void SetPaused(Deployment deployment, DeploymentStatus status, DateTimeOffset now)
    {
        var reason = status.Find(Type)?.Reason;
        if (reason == TimedOut)
            return;
        if (deployment.Spec.Paused && reason != Paused)
            status.Set(Type, "Unknown", Paused, "Deployment is paused", now);
        else if (!deployment.Spec.Paused && reason == Paused)
            status.Set(Type, "Unknown", "DeploymentResumed", "Deployment is resumed", now);
    }
}
