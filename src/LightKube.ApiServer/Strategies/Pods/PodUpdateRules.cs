using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Pods;

/// <summary>What of a pod may change after it was created: very little, since its containers may run already.</summary>
internal static class PodUpdateRules
{
    private const string OnlyThese = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(Pod pod, Pod old, FieldErrors errors)
    {
        if (pod.Spec.Containers.Count != old.Spec.Containers.Count)
        {
            errors.Forbidden(FieldPath.Spec.Child("containers"), "pod updates may not add or remove containers");
            return;
        }

        if (pod.Spec.InitContainers.Count != old.Spec.InitContainers.Count)
        {
            errors.Forbidden(FieldPath.Spec.Child("initContainers"), "pod updates may not add or remove containers");
            return;
        }

        Deadline(pod, old, errors);
        Tolerations(pod, old, errors);
        Gates(pod, old, errors);
        if (!Normalized(pod, old).Equals(old.Spec.ToValue()))
        {
            errors.Forbidden(FieldPath.Spec, OnlyThese);
        }
    }

    public static void EphemeralContainers(Pod pod, Pod old, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("ephemeralContainers");
        for (var i = 0; i < old.Spec.EphemeralContainers.Count; i++)
        {
            var before = old.Spec.EphemeralContainers[i];
            var after = pod.Spec.EphemeralContainers.Find(item => item.Name == before.Name);
            if (after is null)
            {
                errors.Forbidden(path, $"existing ephemeral containers \"{before.Name}\" may not be removed");
            }
            else if (!after.ToValue().Equals(before.ToValue()))
            {
                errors.Forbidden(path, $"existing ephemeral containers \"{before.Name}\" may not be changed");
            }
        }
    }

    private static void Deadline(Pod pod, Pod old, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("activeDeadlineSeconds");
        if (old.Spec.ActiveDeadlineSeconds is not { } before)
        {
            return;
        }

        if (pod.Spec.ActiveDeadlineSeconds is not { } after)
        {
            errors.Invalid(path, default, "must not update from a positive integer to nil value");
        }
        else if (after > before)
        {
            errors.Invalid(path, after, "must be less than or equal to previous value");
        }
    }

    private static void Tolerations(Pod pod, Pod old, FieldErrors errors)
    {
        foreach (var before in old.Spec.Tolerations)
        {
            // The seconds may change, the rest of a toleration not.
            if (!pod.Spec.Tolerations.Any(after => Same(after, before)))
            {
                errors.Forbidden(FieldPath.Spec.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static bool Same(Toleration a, Toleration b) =>
        a.Key == b.Key && a.Operator == b.Operator && a.Value == b.Value && a.Effect == b.Effect;

    private static void Gates(Pod pod, Pod old, FieldErrors errors)
    {
        foreach (var gate in pod.Spec.SchedulingGates)
        {
            if (old.Spec.SchedulingGates.All(item => item.Name != gate.Name))
            {
                errors.Forbidden(FieldPath.Spec.Child("schedulingGates"), $"only deletion is allowed, but found new scheduling gate '{gate.Name}'");
            }
        }
    }

    /// <summary>The new spec with all that may change put back to what it was.</summary>
    private static Value Normalized(Pod pod, Pod old)
    {
        var copy = Pod.Over(pod.Map.DeepClone());
        var spec = copy.Spec;
        PutBackImages(spec.Containers, old.Spec.Containers);
        PutBackImages(spec.InitContainers, old.Spec.InitContainers);
        string[] free = old.Spec.SchedulingGates.Count > 0
            ? ["activeDeadlineSeconds", "tolerations", "schedulingGates", "nodeSelector", "affinity"]
            : ["activeDeadlineSeconds", "tolerations", "schedulingGates"];
        foreach (var key in free)
        {
            spec.Map.Set(key, old.Spec.Field(key).DeepClone());
        }

        if (old.Spec.TerminationGracePeriodSeconds < 0 && spec.TerminationGracePeriodSeconds == 1)
        {
            spec.TerminationGracePeriodSeconds = old.Spec.TerminationGracePeriodSeconds;
        }

        return spec.ToValue();
    }

    private static void PutBackImages(ListView<Container> containers, ListView<Container> old)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Image.Length > 0)
            {
                containers[i].Image = old[i].Image;
            }
        }
    }
}
