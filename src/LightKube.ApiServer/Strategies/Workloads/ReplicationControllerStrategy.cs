using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
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
}
