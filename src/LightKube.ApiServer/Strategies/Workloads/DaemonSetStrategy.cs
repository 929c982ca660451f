using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
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

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<DaemonSet>().Spec;
        TemplateRules.NonNegative(spec.MinReadySeconds, "minReadySeconds", errors);
        TemplateRules.NonNegative(spec.RevisionHistoryLimit, "revisionHistoryLimit", errors);
        TemplateRules.Selector(spec.Selector, spec.Template, errors);
        TemplateRules.Template(spec.Template, FieldPath.Spec.Child("template"), errors);
        var path = FieldPath.Spec.Child("updateStrategy").Child("rollingUpdate");
        DeploymentStrategy.Amount(spec.UpdateStrategy.RollingUpdate.MaxUnavailable, path.Child("maxUnavailable"), errors);
        DeploymentStrategy.Amount(spec.UpdateStrategy.RollingUpdate.MaxSurge, path.Child("maxSurge"), errors);
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length == 0)
        {
            TemplateRules.Immutable(document, old, "selector", errors);
        }
    }
}
