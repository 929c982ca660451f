using LightKube.Api.Core.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Containers;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Pods.</summary>
internal sealed class PodValidation() : KindValidation(Pod.Schema)
{
    protected override void ValidateCreate(Field obj, Field sibling)
    {
        var spec = obj["spec"];
        if (spec.Map is { } map && ReferenceEquals(map, sibling["spec"].Map) && !IsJudgedWithName(spec["volumes"]))
        {
            PodAnnotationValidation.Validate(obj["metadata"]["annotations"], spec);
            return;
        }

        Validate(obj);
        if (spec["ephemeralContainers"].Count > 0)
        {
            spec["ephemeralContainers"].Forbidden("cannot be set on create");
        }

        if (spec["nodeName"].HasText && spec["schedulingGates"].Count > 0)
        {
            spec["nodeName"].Forbidden("cannot be set until all schedulingGates have been cleared");
        }
    }

    protected override void Validate(Field obj)
    {
        var (metadata, spec) = (obj["metadata"], obj["spec"]);
        PodAnnotationValidation.Validate(metadata["annotations"], spec);
        PodSpecValidation.Validate(spec, new PodSetting(IsPod: true, metadata["name"].Text));
        if (!spec["serviceAccountName"].HasText)
        {
            NoTokens(spec["volumes"]);
        }

        ContainerListValidation.OnlyForPods(spec["containers"]);
        ContainerListValidation.OnlyForPods(spec["initContainers"]);
    }

    // A claim of the pod's own is called after the pod.
    private static bool IsJudgedWithName(Field volumes)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i]["ephemeral"].IsSet)
            {
                return true;
            }
        }

        return false;
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        if (obj["spec"].Same(old["spec"]))
        {
            // Most changes of pods are to their metadata.
            PodAnnotationValidation.Validate(obj["metadata"]["annotations"], obj["spec"]);
            PodAnnotationValidation.ValidateUpdate(obj["metadata"]["annotations"], old["metadata"]["annotations"]);
            return;
        }

        Validate(obj);
        PodAnnotationValidation.ValidateUpdate(obj["metadata"]["annotations"], old["metadata"]["annotations"]);
        PodUpdateValidation.Validate(obj["spec"], old["spec"]);
    }

    protected override void ValidateSubresource(Field obj, Field old, string subresource)
    {
        switch (subresource)
        {
            case "status":
                PodAnnotationValidation.ValidateUpdate(obj["metadata"]["annotations"], old["metadata"]["annotations"]);
                PodStatusValidation.Validate(obj, old);
                break;
            case "ephemeralcontainers":
                Validate(obj);
                PodUpdateValidation.EphemeralContainers(obj, old);
                break;
            case "resize":
                Validate(obj);
                PodResizeValidation.Validate(obj, old);
                break;
            default:
                break;
        }
    }

    public override void Warn(Field obj, Field old) => PodWarnings.Warn(obj["metadata"], obj["spec"], old["spec"], isPod: true);

    // Whose token would it be?
    private static void NoTokens(Field volumes)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            var sources = volumes[i]["projected"]["sources"];
            for (var j = 0; j < sources.Count; j++)
            {
                if (sources[j]["serviceAccountToken"].IsSet)
                {
                    sources[j]["serviceAccountToken"].Forbidden("must not be specified when serviceAccountName is not set");
                }
            }
        }
    }
}
