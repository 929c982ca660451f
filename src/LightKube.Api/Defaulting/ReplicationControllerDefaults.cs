using LightKube.Api.Core.V1;

namespace LightKube.Api.Defaulting;

/// <summary>A ReplicationController takes its labels and its selector from the labels of its pods.</summary>
internal static class ReplicationControllerDefaults
{
    public static void Apply(ReplicationController controller)
    {
        if (controller.Spec.Template.Metadata.Labels.Peek() is { Count: > 0 } labels)
        {
            if (controller.Spec.Selector.Count == 0)
            {
                controller.Spec.Map.Set("selector", labels.DeepClone());
            }

            if (controller.Metadata.Labels.Count == 0)
            {
                controller.Metadata.Map.Set("labels", labels.DeepClone());
            }
        }

        PodSpecDefaults.Apply(controller.Spec.Template.Spec);
    }
}
