using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Templates of pods, wherever they stand.</summary>
internal static class PodTemplateRules
{
    private static readonly string[] OnlyAlways = ["Always"];

    /// <summary>A template of any restart policy. Messages place its labels where upstream's internal type has them.</summary>
    public static void Validate(Field template)
    {
        var metadata = template["metadata"];
        template.Below("labels", metadata["labels"].Value).BeLabels();
        ObjectMetaValidation.CheckAnnotations(template.Below("annotations", metadata["annotations"].Value));
        PodAnnotationValidation.Validate(template.Below("annotations", metadata["annotations"].Value), template["spec"]);
        PodSpecValidation.Validate(template["spec"], PodSetting.Template);
        if (template["spec"]["ephemeralContainers"].Count > 0)
        {
            template["spec"]["ephemeralContainers"].Forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /// <summary>The template of pods that run for ever.</summary>
    /// <param name="template">The template.</param>
    /// <param name="deadlineProblem">What to say about a deadline.</param>
    public static void ValidateLasting(Field template, string deadlineProblem)
    {
        Validate(template);
        var spec = template["spec"];
        if (spec["restartPolicy"].Text != "Always")
        {
            spec["restartPolicy"].NotSupported(OnlyAlways);
        }

        if (spec["activeDeadlineSeconds"].IsSet)
        {
            spec["activeDeadlineSeconds"].Forbidden(deadlineProblem);
        }
    }

    public static void Warn(Field template, Field old) => PodWarnings.Warn(template["metadata"], template["spec"], old["spec"], isPod: false);
}
