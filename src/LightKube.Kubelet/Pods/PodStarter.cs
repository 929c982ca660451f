using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Containers;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Images;
using LightKube.Kubelet.Lifecycle;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Sandbox;
using LightKube.Kubelet.Volumes;

namespace LightKube.Kubelet.Pods;

/// <summary>
/// Carries out the starting part of a plan: sandbox, volumes and images at the same time, since none needs another; then one container after
/// the other. What fails is remembered with the pod and said in an event, and the next plan tries it again.
/// </summary>
internal sealed class PodStarter(
    IContainerRuntime runtime, SandboxConfig sandboxes, PodRuntimeReader reader, PodVolumes volumes, ImageService images,
    ContainerStarter containers, IEventRecorder events, TimeProvider time)
{
    /// <summary>Starts what the plan says, in the sandbox that is there or in a new one.</summary>
    internal async Task StartAsync(Pod pod, PodPlan plan, PodRuntimeState state, PodMemory memory, CancellationToken cancel)
    {
        var pulls = plan.Start.ToDictionary(step => step.Spec.Name, step => Observed(images.EnsureAsync(pod, step.Spec, cancel)), StringComparer.Ordinal);
        var mounting = Observed(volumes.SetUpAsync(pod, cancel));
        if (plan.NewSandbox is { } attempt)
        {
            if (!await RunSandboxAsync(pod, attempt, memory, cancel))
                return;
            state = await reader.ReadAsync(pod.Metadata.Uid, cancel);
        }
        if (state.ReadySandbox is not { } sandbox || await MountedAsync(pod, mounting, memory) is not { } mounted)
            return;
        memory.Retry = default;

        var config = sandboxes.For(pod, sandbox.Attempt);
        foreach (var step in plan.Start)
            await containers.StartAsync(new ContainerStart(pod, step, sandbox, config, mounted, pulls[step.Spec.Name]), memory, cancel);
    }

    private async Task<bool> RunSandboxAsync(Pod pod, uint attempt, PodMemory memory, CancellationToken cancel)
    {
        try
        {
            var config = sandboxes.For(pod, attempt);
            Directory.CreateDirectory(config.LogDirectory);
            if (attempt > 0)
                events.Record(pod, null, false, EventReasons.SandboxChanged, "Pod sandbox changed, it will be killed and re-created.");
            await runtime.RunSandboxAsync(config, RuntimeHandlers.Of(pod), cancel);
            return true;
        }
        catch (GrpcException e)
        {
            events.Record(pod, null, true, EventReasons.FailedCreatePodSandBox, $"Failed to create pod sandbox: {e.Detail}");
            memory.Retry = memory.Retry.Failed(time.GetUtcNow());
            return false;
        }
    }

    private async Task<IReadOnlyDictionary<string, MountedVolume>?> MountedAsync(
        Pod pod, Task<IReadOnlyDictionary<string, MountedVolume>> mounting, PodMemory memory)
    {
        try
        {
            return await mounting;
        }
        catch (VolumeException e)
        {
            events.Record(pod, null, true, EventReasons.FailedMount, e.Message);
            memory.Retry = memory.Retry.Failed(time.GetUtcNow());
            return null;
        }
    }

    // A task that is started early may fail before anyone waits for it, or after nobody will.
    private static Task<T> Observed<T>(Task<T> task)
    {
        _ = task.ContinueWith(static done => _ = done.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
