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
        var all = new Tally();
        if (spec.Resources.IsPresent && (spec.Resources.Requests.Count > 0 || spec.Resources.Limits.Count > 0))
        {
            all.Add(spec.Resources);
            return all.Class;
        }

        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            all.Add(spec.InitContainers[i].Resources);
        }

        for (var i = 0; i < spec.Containers.Count; i++)
        {
            all.Add(spec.Containers[i].Resources);
        }

        return all.Class;
    }

    private struct Tally()
    {
        private bool _any;
        private bool _guaranteed = true;

        public readonly string Class => !_any ? "BestEffort" : _guaranteed ? "Guaranteed" : "Burstable";

        public void Add(ResourceRequirements item)
        {
            var (requests, limits) = (item.Requests, item.Limits);
            foreach (var resource in Resources)
            {
                var (request, limit) = (requests[resource], limits[resource]);
                _any |= request is { Sign: > 0 } || limit is { Sign: > 0 };
                _guaranteed &= limit is { Sign: > 0 } most && (request ?? most) == most;
            }
        }
    }
}
