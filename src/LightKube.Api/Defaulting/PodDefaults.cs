using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Api.Defaulting;

/// <summary>What a Pod gets beyond what the pod template of a controller gets.</summary>
internal static class PodDefaults
{
    /// <summary>Fields that a small pod's spec and containers get here and in admission.</summary>
    private const int AddedToSpec = 12;

    private const int AddedToContainer = 5;

    /// <summary>Has the maps of a pod that is new grow once. Pods are written more often than all else.</summary>
    public static void MakeRoom(DocMap root)
    {
        if (root.GetMap("spec") is not { } spec || spec.Contains("schedulerName"))
        {
            return;
        }

        spec.Reserve(AddedToSpec);
        foreach (ref readonly var container in (spec.GetList("containers") ?? new DocList()).Items)
        {
            container.AsMap?.Reserve(AddedToContainer);
        }
    }

    public static void Apply(Pod pod)
    {
        var spec = pod.Spec;
        PodSpecDefaults.Apply(spec);
        spec.EnableServiceLinks ??= true;
        RequestsFromLimits(spec.InitContainers, spec.HostNetwork);
        RequestsFromLimits(spec.Containers, spec.HostNetwork);
        RequestsFromLimits(spec.Resources);
    }

    private static void RequestsFromLimits(ListView<Container> containers, bool hostNetwork)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            RequestsFromLimits(containers[i].Resources);
            if (hostNetwork)
            {
                HostPorts(containers[i]);
            }
        }
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
