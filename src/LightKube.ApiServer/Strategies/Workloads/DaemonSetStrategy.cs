using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>DaemonSets.</summary>
public sealed class DaemonSetStrategy() : DefaultStrategy(DaemonSet.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<DaemonSet>().Spec;
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.UpdateStrategy.Type.Length == 0)
        {
            spec.UpdateStrategy.Type = "RollingUpdate";
        }

        if (spec.UpdateStrategy.Type == "RollingUpdate")
        {
            spec.UpdateStrategy.RollingUpdate.MaxUnavailable ??= 1;
            spec.UpdateStrategy.RollingUpdate.MaxSurge ??= 0;
        }

        spec.RevisionHistoryLimit ??= 10;
    }
}
