using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Api.Views;

namespace LightKube.Api.Pods;

/// <summary>The quality-of-service class of a pod: who is killed first when memory runs out.</summary>
public static class PodQos
{
    private static readonly string[] Resources = ["cpu", "memory"];

    public static string Of(PodSpec spec)
    {
        if (spec.Resources.IsPresent && (spec.Resources.Requests.Count > 0 || spec.Resources.Limits.Count > 0))
        {
            return Class([spec.Resources]);
        }

        return Class([.. spec.InitContainers.Concat(spec.Containers).Select(container => container.Resources)]);
    }

    private static string Class(IReadOnlyList<ResourceRequirements> all)
    {
        if (all.All(item => !Any(item.Requests) && !Any(item.Limits)))
        {
            return "BestEffort";
        }

        return all.All(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool Any(QuantityMap map) => Resources.Any(resource => map[resource] is { Sign: > 0 });

    private static bool IsGuaranteed(ResourceRequirements item) => Resources.All(resource =>
        item.Limits[resource] is { Sign: > 0 } limit && (item.Requests[resource] ?? limit) == limit);
}
