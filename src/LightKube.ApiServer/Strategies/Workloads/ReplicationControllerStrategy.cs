using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>ReplicationControllers, whose selector is a plain map that defaults to the template's labels.</summary>
public sealed class ReplicationControllerStrategy() : DefaultStrategy(ReplicationController.Schema)
{
    public override void SetDefaults(Document document)
    {
        var controller = document.As<ReplicationController>();
        PodSpecDefaults.Apply(controller.Spec.Template.Spec);
        controller.Spec.Replicas ??= 1;
        if (controller.Spec.Template.Metadata.Labels.Peek() is not { Count: > 0 } labels)
        {
            return;
        }

        if (controller.Spec.Selector.Count == 0)
        {
            controller.Spec.Map.Set("selector", labels.DeepClone());
        }

        if (controller.Metadata.Labels.Count == 0)
        {
            controller.Metadata.Map.Set("labels", labels.DeepClone());
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<ReplicationController>().Spec;
        TemplateRules.NonNegative(spec.Replicas, "replicas", errors);
        TemplateRules.NonNegative(spec.MinReadySeconds, "minReadySeconds", errors);
        if (spec.Selector.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("selector"));
        }
        else if (spec.Selector.Any(pair => spec.Template.Metadata.Labels[pair.Key] != pair.Value))
        {
            errors.Invalid(
                FieldPath.Spec.Child("template").Child("metadata").Child("labels"),
                spec.Template.Metadata.Labels.Peek(),
                "`selector` does not match template `labels`");
        }

        TemplateRules.Template(spec.Template, FieldPath.Spec.Child("template"), errors);
    }
}
