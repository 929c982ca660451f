using LightKube.Api.Core.V1;
using LightKube.Kubelet.Cgroups;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Status;

/// <summary>What a pod's status shows of its node.</summary>
/// <param name="RuntimeName">The scheme of container ids: <c>containerd</c>.</param>
/// <param name="HostIps">The node's addresses, the preferred first.</param>
internal sealed record NodeFacts(string RuntimeName, IReadOnlyList<string> HostIps);

/// <summary>Computes the status of a pod from what it should be, what the runtime has, and what the worker remembers.</summary>
internal sealed class PodStatusBuilder(NodeFacts node)
{
    /// <param name="pod">As the API has it, with others' conditions.</param>
    /// <param name="known">The last status that was computed or, at first, the API's: transition times are taken over from it.</param>
    /// <param name="backingOff">The containers that wait to run again.</param>
    /// <param name="ending">Nothing starts any more.</param>
    /// <param name="now">The time of transitions.</param>
    internal PodStatus Build(
        Pod pod, PodStatus known, PodRuntimeState state, PodMemory memory, IReadOnlyDictionary<string, DateTimeOffset> backingOff, bool ending,
        DateTimeOffset now)
    {
        var containers = new ContainerStatusBuilder(pod, known, state, memory, node.RuntimeName);
        var initStatuses = pod.Spec.InitContainers
            .Select(container => containers.Build(container, true, true, backingOff.ContainsKey(container.Name), ending)).ToList();
        var initialized = AreInitialized(pod, initStatuses);
        var statuses = pod.Spec.Containers
            .Select(container => containers.Build(container, false, initialized, backingOff.ContainsKey(container.Name), ending)).ToList();

        var final = ending && !state.Containers.Any(container => container.Runs);
        var status = new PodStatus { ObservedGeneration = pod.Metadata.Generation };
        status.Phase = Phase(pod, memory, PodPhase.Of(pod, initStatuses, statuses, final), final);
        if (memory.PodFailure is { } failure)
            (status.Reason, status.Message) = (failure.Reason, failure.Message);
        status.InitContainerStatuses.ReplaceWith(initStatuses);
        status.ContainerStatuses.ReplaceWith(statuses);
        PodConditions.Fill(status, pod, known, state.ReadySandbox is { } sandbox && (sandbox.Ips.Count > 0 || pod.Spec.HostNetwork), now);

        status.StartTime = known.StartTime ?? memory.StartTime;
        status.QosClass = Qos.Of(pod).ToString();
        FillAddresses(status, pod, known, state);
        return status;
    }

    // A phase once final stays; a pod that failed as a whole is Failed whatever its containers say.
    private static string Phase(Pod pod, PodMemory memory, string computed, bool final)
    {
        if (pod.HasEnded())
            return pod.Status.Phase;
        if (memory.PodFailure is not null && final)
            return PodPhase.Failed;
        // Succeeded and Failed are for others to act on: shown when everything has really stopped.
        if (computed is PodPhase.Succeeded or PodPhase.Failed && !final)
            return PodPhase.Running;
        return computed;
    }

    private static bool AreInitialized(Pod pod, List<ContainerStatus> initStatuses) =>
        initStatuses.Select((status, i) => pod.Spec.InitContainers[i].IsSidecar() ? status.Started == true : status.Ready).All(done => done);

    private void FillAddresses(PodStatus status, Pod pod, PodStatus known, PodRuntimeState state)
    {
        foreach (var ip in node.HostIps)
            status.HostIPs.AddNew().Ip = ip;
        status.HostIP = node.HostIps.Count > 0 ? node.HostIps[0] : "";

        var ips = pod.Spec.HostNetwork ? node.HostIps : state.Sandboxes.Count > 0 ? state.Sandboxes[0].Ips : [];
        // Known addresses stay visible after the sandbox is gone, as long as the pod is not started again.
        if (ips.Count == 0)
            ips = [.. known.PodIPs.Select(ip => ip.Ip)];
        foreach (var ip in ips)
            status.PodIPs.AddNew().Ip = ip;
        status.PodIP = ips.Count > 0 ? ips[0] : "";
    }
}
