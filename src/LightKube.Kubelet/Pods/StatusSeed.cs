using LightKube.Api.Core.V1;
using LightKube.Kubelet.Probes;

namespace LightKube.Kubelet.Pods;

/// <summary>
/// What a kubelet that starts anew takes over from the pod's last status: a container that had started and was ready still counts as such
/// until a probe says otherwise, so that a restart of ours is not seen by the pod's users.
/// </summary>
internal static class StatusSeed
{
    internal static void Apply(Pod pod, PodMemory memory)
    {
        foreach (var status in pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses))
        {
            var separator = status.ContainerID.IndexOf("://", StringComparison.Ordinal);
            if (separator < 0 || !status.State.Running.IsPresent)
                continue;
            var id = status.ContainerID[(separator + 3)..];
            if (status.Started == true)
                memory.Probes.Set(id, ProbeKind.Startup, ProbeOutcome.Success);
            if (status.Ready)
                memory.Probes.Set(id, ProbeKind.Readiness, ProbeOutcome.Success);
        }
    }
}
