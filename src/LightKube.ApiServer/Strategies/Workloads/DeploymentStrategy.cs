using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>Deployments.</summary>
public sealed class DeploymentStrategy() : DefaultStrategy(Deployment.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<Deployment>().Spec;
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.Strategy.Type == "RollingUpdate")
        {
            spec.Strategy.RollingUpdate.MaxUnavailable ??= "25%";
            spec.Strategy.RollingUpdate.MaxSurge ??= "25%";
        }
    }
}
