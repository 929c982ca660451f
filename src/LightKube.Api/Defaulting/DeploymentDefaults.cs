using LightKube.Api.Apps.V1;

namespace LightKube.Api.Defaulting;

internal static class DeploymentDefaults
{
    public static void Apply(Deployment deployment)
    {
        var strategy = deployment.Spec.Strategy;
        if (strategy.Type == "RollingUpdate")
        {
            strategy.RollingUpdate.MaxUnavailable ??= "25%";
            strategy.RollingUpdate.MaxSurge ??= "25%";
        }

        PodSpecDefaults.Apply(deployment.Spec.Template.Spec);
    }
}
