using LightKube.Api.Apps.V1;

namespace LightKube.Api.Defaulting;

internal static class DaemonSetDefaults
{
    public static void Apply(DaemonSet set)
    {
        var strategy = set.Spec.UpdateStrategy;
        if (strategy.Type == "RollingUpdate")
        {
            strategy.RollingUpdate.MaxUnavailable ??= 1;
            strategy.RollingUpdate.MaxSurge ??= 0;
        }

        PodSpecDefaults.Apply(set.Spec.Template.Spec);
    }
}
