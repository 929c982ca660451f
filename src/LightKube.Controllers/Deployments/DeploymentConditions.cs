using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>What an action has to say in the Progressing condition.</summary>
internal sealed record ProgressNote(string Status, string Reason, string Message)
{
    public static ProgressNote Progressing(string reason, string message) => new("True", reason, message);

    public static ProgressNote Failed(string reason, string message) => new("False", reason, message);
}

/// <summary>Reads and sets the conditions of a Deployment's status.</summary>
internal static class DeploymentConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";

    public static DeploymentCondition? Find(this DeploymentStatus status, string type) =>
        status.Conditions.Find(condition => condition.Type == type);

    /// <summary>Sets the condition; one with the same status and reason stays as it is.</summary>
    public static void Set(this DeploymentStatus status, string type, string value, string reason, string message, DateTimeOffset now)
    {
        if (status.Find(type) is not { } same || same.Status != value || same.Reason != reason)
            status.Renew(type, value, reason, message, now);
    }

    /// <summary>Sets the condition as updated now.</summary>
    public static void Renew(this DeploymentStatus status, string type, string value, string reason, string message, DateTimeOffset now)
    {
        var present = status.Find(type);
        var changed = present is null || present.Status != value;
        var condition = present ?? status.Conditions.AddNew();
        condition.Type = type;
        condition.Status = value;
        condition.LastUpdateTime = now;
        if (changed)
            condition.LastTransitionTime = now;
        condition.Reason = reason;
        condition.Message = message;
    }

    public static void Clear(this DeploymentStatus status, string type)
    {
        if (status.Find(type) is not null)
            status.Conditions.ReplaceWith([.. status.Conditions.Where(condition => condition.Type != type)]);
    }
}
