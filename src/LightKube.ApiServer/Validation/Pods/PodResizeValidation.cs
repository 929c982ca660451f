using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Validation;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>A change of what running containers may use. The strategy has put everything else back already.</summary>
internal static class PodResizeValidation
{
    private const string OnlyCompute = "only cpu and memory resources are mutable";
    private const string OnlyComputeOfSidecars = "only cpu and memory resources for sidecar containers are mutable";

    public static void Validate(Field obj, Field old)
    {
        var (spec, before) = (obj["spec"], old["spec"]);
        if (Refusal(old) is { } refusal)
        {
            obj.Nowhere().Forbidden(refusal);
            return;
        }

        var quality = PodQos.Of(Pod.Over(obj.Map!).Spec);
        if (old["status"]["qosClass"].HasText && quality != old["status"]["qosClass"].Text)
        {
            spec.Invalid(quality, "Pod QOS Class may not change as a result of resizing");
        }

        if (!RunsWhereResizable(old["status"]["containerStatuses"]))
        {
            spec.Forbidden("Pod running on node without support for resize");
        }

        Containers(spec, before, "initContainers");
        Containers(spec, before, "containers");
    }

    private static string? Refusal(Field old) =>
        old["metadata"]["annotations"].Map?.Contains(PodAnnotationValidation.Mirror) == true ? "static pods cannot be resized"
        : old["spec"]["os"]["name"].Text == "windows" ? "windows pods cannot be resized"
        : null;

    private static bool RunsWhereResizable(Field statuses)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i]["state"]["running"].IsSet)
            {
                return statuses[i]["resources"].IsSet;
            }
        }

        return true;
    }

    private static void Containers(Field spec, Field before, string list)
    {
        for (var i = 0; i < before[list].Count && i < spec[list].Count; i++)
        {
            var (container, old) = (spec[list][i], before[list][i]);
            var isSidecar = list == "initContainers" && container["restartPolicy"].Text == "Always";
            if (list == "initContainers" && !isSidecar)
            {
                if (!container["resources"].Same(old["resources"]))
                {
                    spec.Forbidden("resources for non-sidecar init containers are immutable");
                }

                continue;
            }

            One(container["resources"], old["resources"]);
            if (!OnlyComputeDiffers(container["resources"], old["resources"]))
            {
                spec.Forbidden(isSidecar ? OnlyComputeOfSidecars : OnlyCompute);
            }
        }
    }

    private static void One(Field resources, Field old)
    {
        if (Removed(resources["requests"], old["requests"]))
        {
            resources["requests"].Forbidden("resource requests cannot be removed");
        }

        if (Removed(resources["limits"], old["limits"]))
        {
            resources["limits"].Forbidden("resource limits cannot be removed");
        }
    }

    private static bool Removed(Field list, Field old)
    {
        foreach (ref readonly var entry in old.Entries)
        {
            if (list.Map?.Contains(entry.Key) != true)
            {
                return true;
            }
        }

        return false;
    }

    private static bool OnlyComputeDiffers(Field resources, Field old) =>
        resources["claims"].Same(old["claims"]) && OthersSame(resources["limits"], old["limits"]) && OthersSame(resources["requests"], old["requests"]);

    private static bool OthersSame(Field list, Field old)
    {
        foreach (ref readonly var entry in list.Entries)
        {
            if (entry.Key is not ("cpu" or "memory") && list.Entry(entry.Key).Quantity != old.Entry(entry.Key).Quantity)
            {
                return false;
            }
        }

        return true;
    }
}
