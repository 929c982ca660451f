using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>StatefulSets.</summary>
public sealed class StatefulSetStrategy() : DefaultStrategy(StatefulSet.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<StatefulSet>().Spec;
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.UpdateStrategy.Type == "RollingUpdate")
        {
            spec.UpdateStrategy.RollingUpdate.Partition ??= 0;
        }

        foreach (var claim in spec.VolumeClaimTemplates)
        {
            claim.Map.Set("apiVersion", "v1");
            claim.Map.Set("kind", "PersistentVolumeClaim");
            claim.Spec.VolumeMode ??= "Filesystem";
            claim.Status.Phase = "Pending";
        }
    }
}
