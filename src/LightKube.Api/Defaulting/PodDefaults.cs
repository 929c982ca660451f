using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Api.Defaulting;

/// <summary>What a Pod gets beyond what the pod template of a controller gets.</summary>
internal static class PodDefaults
{
    public static void Apply(Pod pod)
    {
        var spec = pod.Spec;
        PodSpecDefaults.Apply(spec);
        spec.EnableServiceLinks ??= true;
        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            RequestsFromLimits(container.Resources);
            if (spec.HostNetwork)
            {
                HostPorts(container);
            }
        }

        RequestsFromLimits(spec.Resources);
    }

    // A container that states a limit alone is asked for as much.
    private static void RequestsFromLimits(ResourceRequirements resources)
    {
        if (resources.Peek()?.GetMap("limits") is not { Count: > 0 } limits)
        {
            return;
        }

        var requests = resources.Map.GetOrAddMap("requests");
        foreach (ref readonly var limit in limits.Entries)
        {
            if (requests[limit.Key].IsAbsentOrNull)
            {
                requests.Set(limit.Key, limit.Value);
            }
        }
    }

    // On the node's network a container's port is the node's port.
    private static void HostPorts(Container container)
    {
        foreach (var port in container.Ports)
        {
            if (port.HostPort == 0)
            {
                port.HostPort = port.ContainerPortValue;
            }
        }
    }
}
