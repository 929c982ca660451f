using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Images;
using LightKube.Kubelet.Lifecycle;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Volumes;

namespace LightKube.Kubelet.Containers;

/// <summary>One container to be started, and what it needs.</summary>
internal sealed record ContainerStart(
    Pod Pod,
    StartStep Step,
    SandboxInstance Sandbox,
    Cri.PodSandboxConfig SandboxConfig,
    IReadOnlyDictionary<string, MountedVolume> Volumes,
    Task<Cri.Image> Image);

/// <summary>What a container takes of its node.</summary>
internal sealed record NodeInputs(IReadOnlyList<string> HostIps, NodeCapacity Capacity);

/// <summary>Makes and starts one container. A failure becomes the container's waiting state, an event, and a time for the next attempt.</summary>
internal sealed class ContainerStarter(
    IContainerRuntime runtime, EnvironmentBuilder environment, ContainerMounts mounts, ContainerConfigBuilder configs, LifecycleHooks hooks,
    ContainerKiller killer, IEventRecorder events, NodeInputs node, TimeProvider time)
{
    // A ConfigMap or Secret that a user forgot is soon there; looking costs two reads.
    private static readonly TimeSpan ConfigRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PullRetry = TimeSpan.FromSeconds(10);

    internal async Task StartAsync(ContainerStart start, PodMemory memory, CancellationToken cancel)
    {
        var name = start.Step.Spec.Name;
        try
        {
            var id = await CreateAsync(start, memory, cancel);
            await RunAsync(start, id, cancel);
            memory.Failures.Remove(name);
            memory.RetryAt.Remove(name);
        }
        catch (ImagePullException e)
        {
            Remember(memory, name, e.Reason, e.Message, PullRetry);
        }
        catch (PodConfigException e)
        {
            events.Record(start.Pod, name, true, EventReasons.Failed, $"Error: {e.Message}");
            Remember(memory, name, e.Reason, e.Message, ConfigRetry);
        }
    }

    private async Task<string> CreateAsync(ContainerStart start, PodMemory memory, CancellationToken cancel)
    {
        var (pod, spec, previous) = (start.Pod, start.Step.Spec, start.Step.Previous);
        var image = await start.Image;
        var restartCount = await NextRestartCountAsync(pod, spec, start.Step.IsInit, previous, memory, cancel);

        var podIps = pod.Spec.HostNetwork ? node.HostIps : start.Sandbox.Ips;
        var variables = await environment.BuildAsync(pod, spec, new EnvironmentInputs(podIps, node.HostIps, node.Capacity), cancel);
        var mounted = mounts.For(pod, spec, restartCount, start.Volumes, variables, podIps);
        var config = configs.Build(pod, spec, new ContainerInputs(restartCount, variables, mounted, image, image.Id, []));
        Directory.CreateDirectory(Path.Combine(start.SandboxConfig.LogDirectory, spec.Name));
        try
        {
            var id = await runtime.CreateContainerAsync(start.Sandbox.Id, config, start.SandboxConfig, cancel);
            events.Record(pod, spec.Name, false, EventReasons.Created, $"Created container: {spec.Name}");
            return id;
        }
        catch (GrpcException e)
        {
            throw new PodConfigException(e.Detail, "CreateContainerError");
        }
    }

    private async Task RunAsync(ContainerStart start, string id, CancellationToken cancel)
    {
        var (pod, spec) = (start.Pod, start.Step.Spec);
        try
        {
            await runtime.StartContainerAsync(id, cancel);
        }
        catch (GrpcException e)
        {
            // The runtime has it as a container that ended: from here on it is restarted, or not, like any other that failed.
            if (pod.RestartPolicyOf() == PodFacts.RestartNever)
            {
                events.Record(pod, spec.Name, true, EventReasons.Failed, $"Error: {e.Detail}");
                return;
            }
            throw new PodConfigException(e.Detail, "RunContainerError");
        }
        events.Record(pod, spec.Name, false, EventReasons.Started, $"Started container {spec.Name}");
        if (spec.Lifecycle.PostStart.IsPresent)
            await RunPostStartAsync(start, id, cancel);
    }

    private async Task RunPostStartAsync(ContainerStart start, string id, CancellationToken cancel)
    {
        var (pod, spec) = (start.Pod, start.Step.Spec);
        var podIp = start.Sandbox.Ips is [var first, ..] ? first : "";
        try
        {
            await hooks.RunAsync(spec.Lifecycle.PostStart, spec, id, podIp, cancel);
        }
        catch (HookFailedException e)
        {
            events.Record(pod, spec.Name, true, EventReasons.FailedPostStartHook, $"PostStartHook failed: {e.Message}");
            var instance = new ContainerInstance { Id = id, Name = spec.Name, SandboxId = start.Sandbox.Id, State = InstanceState.Running };
            await killer.KillAsync(pod, instance, "FailedPostStartHook", pod.GracePeriod(), podIp, cancel);
        }
    }

    private async Task<int> NextRestartCountAsync(
        Pod pod, Container spec, bool isInit, ContainerInstance? previous, PodMemory memory, CancellationToken cancel)
    {
        if (previous is null)
        {
            // The API may know of a run that the runtime has forgotten, as after a reboot.
            var known = (isInit ? pod.Status.InitContainerStatuses : pod.Status.ContainerStatuses).Find(status => status.Name == spec.Name);
            return known is { ContainerID.Length: > 0 } ? known.RestartCount + 1 : 0;
        }
        if (previous.State == InstanceState.Created)
        {
            // Made but never started, by a kubelet that was killed in between: this is the same run.
            await runtime.RemoveContainerAsync(previous.Id, cancel);
            return previous.RestartCount;
        }
        var backoff = memory.Backoffs.GetValueOrDefault(spec.Name);
        memory.Backoffs[spec.Name] = backoff.Restarted(previous.FinishedAt, time.GetUtcNow());
        return previous.RestartCount + 1;
    }

    private void Remember(PodMemory memory, string name, string reason, string message, TimeSpan retry)
    {
        memory.Failures[name] = new StartFailure(reason, message);
        memory.RetryAt[name] = time.GetUtcNow() + retry;
    }
}
