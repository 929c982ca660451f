using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>ReplicaSets.</summary>
public sealed class ReplicaSetStrategy() : DefaultStrategy(ReplicaSet.Schema)
{
    public override void SetDefaults(Document document) => PodSpecDefaults.Apply(document.As<ReplicaSet>().Spec.Template.Spec);

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<ReplicaSet>().Spec;
        TemplateRules.NonNegative(spec.Replicas, "replicas", errors);
        TemplateRules.NonNegative(spec.MinReadySeconds, "minReadySeconds", errors);
        TemplateRules.Selector(spec.Selector, spec.Template, errors);
        TemplateRules.Template(spec.Template, FieldPath.Spec.Child("template"), errors);
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length == 0)
        {
            TemplateRules.Immutable(document, old, "selector", errors);
        }
    }
}
