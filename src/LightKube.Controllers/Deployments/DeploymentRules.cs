using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>The numbers that a Deployment's spec stands for.</summary>
internal static class DeploymentRules
{
    public static int Size(this Deployment deployment) => deployment.Spec.Replicas ?? 1;

    public static int Size(this ReplicaSet set) => set.Spec.Replicas ?? 1;

    public static bool IsRecreate(this Deployment deployment) => deployment.Spec.Strategy.Type == "Recreate";

    /// <summary>How many pods there may be beyond the wanted number while rolling.</summary>
    public static int MaxSurge(this Deployment deployment) => deployment.IsRecreate() ? 0 : Fenceposts(deployment).Surge;

    /// <summary>How many of the wanted pods may be unavailable while rolling.</summary>
    public static int MaxUnavailable(this Deployment deployment) =>
        deployment.IsRecreate() || deployment.Size() == 0 ? 0 : Math.Min(Fenceposts(deployment).Unavailable, deployment.Size());

    // Percentages of surge round up and those of unavailability down. When both come to nothing one pod may be unavailable, or
    // the rollout could never move.
    private static (int Surge, int Unavailable) Fenceposts(Deployment deployment)
    {
        var rolling = deployment.Spec.Strategy.RollingUpdate;
        var surge = (rolling.MaxSurge ?? "25%").Scaled(deployment.Size(), roundUp: true) ?? 0;
        var unavailable = (rolling.MaxUnavailable ?? "25%").Scaled(deployment.Size(), roundUp: false) ?? 0;
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }
}
