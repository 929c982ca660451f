using LightKube.Api.Apps.V1;
using LightKube.Client;

namespace LightKube.Controllers.Deployments;

/// <summary>The status of a Deployment, counted from its ReplicaSets.</summary>
internal static class DeploymentStatusPlan
{
    /// <summary>A copy of the Deployment with its status filled in.</summary>
    public static Deployment For(Rollout rollout, ProgressNote? note, DateTimeOffset now)
    {
        var counted = rollout.Deployment.MutableCopy();
        var status = counted.Status;
        Count(rollout, status);
        SetAvailable(rollout.Deployment, status, now);
        DeploymentProgress.Set(rollout, status, note, now);
        CopyFailure(rollout, status, now);
        return counted;
    }

    private static void Count(Rollout rollout, DeploymentStatus status)
    {
        var sets = rollout.All;
        status.ObservedGeneration = rollout.Deployment.Metadata.Generation;
        status.Replicas = sets.Sum(static set => set.Status.Replicas);
        status.UpdatedReplicas = rollout.New?.Status.Replicas ?? 0;
        status.ReadyReplicas = sets.Sum(static set => set.Status.ReadyReplicas);
        status.AvailableReplicas = sets.Sum(static set => set.Status.AvailableReplicas);
        status.UnavailableReplicas = Math.Max(0, sets.Sum(static set => set.Size()) - status.AvailableReplicas);
        status.TerminatingReplicas = sets.Sum(static set => set.Status.TerminatingReplicas ?? 0);
    }

    private static void SetAvailable(Deployment deployment, DeploymentStatus status, DateTimeOffset now)
    {
        if (status.AvailableReplicas >= deployment.Size() - deployment.MaxUnavailable())
            status.Set(DeploymentConditions.Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now);
        else
            status.Set(DeploymentConditions.Available, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);
    }

    // The newest revision's trouble is the one to show.
    private static void CopyFailure(Rollout rollout, DeploymentStatus status, DateTimeOffset now)
    {
        var failure = rollout.All.Reverse()
            .Select(static set => set.Status.Conditions.Find(static condition => condition.Type == DeploymentConditions.ReplicaFailure))
            .FirstOrDefault(static condition => condition is not null);
        if (failure is null)
            status.Clear(DeploymentConditions.ReplicaFailure);
        else
            status.Set(DeploymentConditions.ReplicaFailure, failure.Status, failure.Reason, failure.Message, now);
    }
}
