using LightKube.Api.Apps.V1;

namespace LightKube.Api.Defaulting;

internal static class StatefulSetDefaults
{
    public static void Apply(StatefulSet set)
    {
        var strategy = set.Spec.UpdateStrategy;
        if (strategy.Type == "RollingUpdate")
        {
            strategy.RollingUpdate.Partition ??= 0;
        }

        // Claim templates are shown as the whole objects that they become.
        foreach (var claim in set.Spec.VolumeClaimTemplates)
        {
            claim.Map.Set("apiVersion", "v1");
            claim.Map.Set("kind", "PersistentVolumeClaim");
        }

        PodSpecDefaults.Apply(set.Spec.Template.Spec);
    }
}
