using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>HorizontalPodAutoscalers, in both versions.</summary>
public sealed class HorizontalPodAutoscalerStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.Root.GetMap("spec") ?? new DocMap();
        var min = spec["minReplicas"].AsInt ?? 1;
        var max = spec["maxReplicas"].AsInt ?? 0;
        if (min < 1)
        {
            errors.Invalid(FieldPath.Spec.Child("minReplicas"), min, "must be greater than or equal to 1");
        }

        if (max < 1)
        {
            errors.Invalid(FieldPath.Spec.Child("maxReplicas"), max, "must be greater than 0");
        }
        else if (max < min)
        {
            errors.Invalid(FieldPath.Spec.Child("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
        }

        var target = spec.GetMap("scaleTargetRef");
        foreach (var field in new[] { "kind", "name" })
        {
            if (string.IsNullOrEmpty(target?.GetString(field)))
            {
                errors.Required(FieldPath.Spec.Child("scaleTargetRef").Child(field));
            }
        }
    }
}
