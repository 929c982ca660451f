using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Cgroups;
using LightKube.Kubelet.Images;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Volumes;

namespace LightKube.Kubelet.Pods;

/// <summary>Takes away what pods leave behind.</summary>
internal sealed class PodCleaner(
    IContainerRuntime runtime, PodVolumes volumes, ImageService images, ServiceAccountTokens tokens, PodCgroups cgroups, PodPaths paths)
{
    private const int DeadToKeep = 1; // a container's last run, for its logs and its last state

    /// <summary>Of each container keeps the newest runs, of the sandboxes the newest and those that still hold a run that is kept.</summary>
    internal async Task RemoveOldAsync(PodRuntimeState state, CancellationToken cancel)
    {
        var old = new List<ContainerInstance>();
        foreach (var runs in state.Containers.GroupBy(container => container.Name))
            old.AddRange(runs.Where(container => container.State == InstanceState.Exited)
                .Skip(runs.First().State == InstanceState.Exited ? DeadToKeep + 1 : DeadToKeep));
        foreach (var container in old)
            await RemoveAsync(container, cancel);
        foreach (var sandbox in state.Sandboxes.Skip(1))
        {
            if (!sandbox.Ready && !state.Containers.Any(container => container.SandboxId == sandbox.Id && !old.Contains(container)))
                await IgnoringMissingAsync(runtime.RemoveSandboxAsync(sandbox.Id, cancel));
        }
    }

    /// <summary>Removes everything of a pod that has ended: containers, sandboxes, volumes, logs, cgroup.</summary>
    internal async Task RemoveAllAsync(Pod pod, PodRuntimeState state, CancellationToken cancel)
    {
        await RemoveFromRuntimeAsync(state, cancel);
        Forget(pod.Metadata.Uid);
        cgroups.Remove(Qos.Of(pod), pod.Metadata.Uid);
        if (paths.Logs(pod) is var logs && Directory.Exists(logs))
            Directory.Delete(logs, recursive: true);
    }

    internal async Task RemoveFromRuntimeAsync(PodRuntimeState state, CancellationToken cancel)
    {
        foreach (var sandbox in state.Sandboxes)
            await IgnoringMissingAsync(runtime.RemoveSandboxAsync(sandbox.Id, cancel));
    }

    /// <summary>Removes the files of a pod and what is remembered of it.</summary>
    internal void Forget(string podUid)
    {
        volumes.TearDown(podUid);
        images.Forget(podUid);
        tokens.Forget(podUid);
    }

    private async Task RemoveAsync(ContainerInstance container, CancellationToken cancel)
    {
        await IgnoringMissingAsync(runtime.RemoveContainerAsync(container.Id, cancel));
        if (container.LogPath.Length > 0 && Path.GetDirectoryName(container.LogPath) is { } directory && Directory.Exists(directory))
        {
            // The log and those that were rotated away from it.
            foreach (var file in Directory.EnumerateFiles(directory, Path.GetFileName(container.LogPath) + "*"))
                File.Delete(file);
        }
    }

    private static async Task IgnoringMissingAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            // What is gone needs no removal.
        }
    }
}
