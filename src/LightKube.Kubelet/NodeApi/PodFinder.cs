using LightKube.Api.Core.V1;
using LightKube.Kubelet.Pods;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>Finds the pod and container that a path names.</summary>
internal sealed class PodFinder(PodManager pods, PodRuntimeReader reader)
{
    /// <exception cref="NodeApiException">No such pod is here.</exception>
    internal Pod Pod(string @namespace, string name, string? uid = null) =>
        pods.Find(@namespace, name, uid)
        ?? throw new NodeApiException(StatusCodes.Status404NotFound, $"pod \"{name}\" not found in namespace \"{@namespace}\" on this node");

    /// <summary>The container of <c>NAMESPACE/POD/CONTAINER</c> or <c>NAMESPACE/POD/UID/CONTAINER</c>.</summary>
    /// <exception cref="NodeApiException">There is none that runs.</exception>
    internal async Task<ContainerInstance> RunningAsync(string[] path, CancellationToken cancel)
    {
        var (pod, container) = path switch
        {
            [var ns, var name, var only] => (Pod(ns, name), only),
            [var ns, var name, var uid, var last] => (Pod(ns, name, uid), last),
            _ => throw new NodeApiException(StatusCodes.Status400BadRequest, "the path must be /NAMESPACE/POD/[UID/]CONTAINER"),
        };
        var state = await reader.ReadAsync(pod.Metadata.Uid, cancel);
        return state.Latest(container) is { Runs: true } running
            ? running
            : throw new NodeApiException(StatusCodes.Status404NotFound, $"container not found (\"{container}\")");
    }

    /// <summary>The newest run of a container that has a log, or the one before it.</summary>
    /// <exception cref="NodeApiException">There is none.</exception>
    internal async Task<ContainerInstance> WithLogAsync(Pod pod, string container, bool previous, CancellationToken cancel)
    {
        if (pod.FindContainer(container) is null)
            throw new NodeApiException(StatusCodes.Status400BadRequest, $"container \"{container}\" in pod \"{pod.Name}\" is not available");
        var state = await reader.ReadAsync(pod.Metadata.Uid, cancel);
        var found = previous ? PreviousRun(pod, container, state) : state.Latest(container);
        if (found is not null)
            return found;
        throw new NodeApiException(StatusCodes.Status400BadRequest, previous
            ? $"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found"
            : $"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: ContainerCreating");
    }

    // While a container waits to be started again, the run that ended last is the previous one already.
    private static ContainerInstance? PreviousRun(Pod pod, string container, PodRuntimeState state) =>
        state.Latest(container) is { State: InstanceState.Exited } ended && IsWaiting(pod, container) ? ended : state.Previous(container);

    private static bool IsWaiting(Pod pod, string container) =>
        pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Any(status => status.Name == container && status.State.Waiting.IsPresent);

    internal async Task<string> SandboxAsync(Pod pod, CancellationToken cancel) =>
        (await reader.ReadAsync(pod.Metadata.Uid, cancel)).ReadySandbox?.Id
        ?? throw new NodeApiException(StatusCodes.Status404NotFound, $"pod \"{pod.Name}\" has no running sandbox");
}
