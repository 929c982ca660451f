using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Cgroups;

internal enum QosClass
{
    Guaranteed,
    Burstable,
    BestEffort,
}

/// <summary>A pod's quality of service: how much of what it asks for is promised to it.</summary>
internal static class Qos
{
    private static readonly string[] Counted = ["cpu", "memory"];

    internal static QosClass Of(Pod pod)
    {
        var (asks, guaranteed) = (false, true);
        foreach (var container in pod.AllContainers())
        {
            foreach (var name in Counted)
            {
                var limit = NonZero(container.Resources.Limits[name]);
                var request = NonZero(container.Resources.Requests[name]);
                asks |= limit is not null || request is not null;
                // A limit without a request asks for the limit.
                guaranteed &= limit is { } l && (request ?? l) == l;
            }
        }
        return !asks ? QosClass.BestEffort : guaranteed ? QosClass.Guaranteed : QosClass.Burstable;
    }

    /// <summary>What the kernel's OOM killer is told: the more of its request a container promises to stay within, the later it is killed.</summary>
    internal static int OomScoreAdjustment(Pod pod, Container container, long memoryCapacity)
    {
        const int guaranteed = -997, bestEffort = 1000;
        if (pod.Spec.PriorityClassName == "system-node-critical")
            return guaranteed;
        switch (Of(pod))
        {
            case QosClass.Guaranteed:
                return guaranteed;
            case QosClass.BestEffort:
                return bestEffort;
        }
        var request = container.Resources.Requests["memory"]?.Units ?? container.Resources.Limits["memory"]?.Units ?? 0;
        var score = (int)(1000 - 1000 * (double)request / Math.Max(memoryCapacity, 1));
        // Never as safe as Guaranteed, never as exposed as BestEffort.
        return Math.Clamp(score, 1000 + guaranteed, bestEffort - 1);
    }

    private static Quantity? NonZero(Quantity? quantity) => quantity is { IsZero: false } ? quantity : null;
}
