using LightKube.Api.Core.V1;

namespace LightKube.Testing.Builders;

/// <summary>What can be said of a pod.</summary>
public static class PodExtensions
{
    public static Pod On(this Pod pod, string node)
    {
        pod.Spec.NodeName = node;
        return pod;
    }

    /// <summary>Running, ready, and with that address.</summary>
    public static Pod ReadyAt(this Pod pod, string address) => pod.WithAddress(address).WithReadiness("True");

    public static Pod NotReadyAt(this Pod pod, string address) => pod.WithAddress(address).WithReadiness("False");

    /// <summary>Running and ready since that time.</summary>
    public static Pod Ready(this Pod pod, DateTimeOffset? since = null)
    {
        pod.WithReadiness("True");
        pod.Status.Conditions.Find(condition => condition.Type == "Ready")!.LastTransitionTime = since;
        return pod;
    }

    public static Pod InPhase(this Pod pod, string phase)
    {
        pod.Status.Phase = phase;
        return pod;
    }

    private static Pod WithAddress(this Pod pod, string address)
    {
        pod.Status.PodIP = address;
        pod.Status.PodIPs.ReplaceWith([new PodIP { Ip = address }]);
        return pod;
    }

    private static Pod WithReadiness(this Pod pod, string status)
    {
        pod.Status.Phase = "Running";
        var condition = pod.Status.Conditions.Find(found => found.Type == "Ready") ?? pod.Status.Conditions.AddNew();
        condition.Type = "Ready";
        condition.Status = status;
        return pod;
    }
}
