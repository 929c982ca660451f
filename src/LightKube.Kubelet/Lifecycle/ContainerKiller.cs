using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Lifecycle;

/// <summary>Ends containers the way that their pod asks: the preStop hook, the stop signal, and the kill when the grace is over.</summary>
internal sealed class ContainerKiller(IContainerRuntime runtime, LifecycleHooks hooks, IEventRecorder events, TimeProvider time)
{
    // However long the hook took, the process itself gets this much.
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(2);

    /// <summary>Ends one container and returns when it has ended.</summary>
    internal async Task KillAsync(
        Pod pod, ContainerInstance instance, string message, TimeSpan grace, string podIp, CancellationToken cancel)
    {
        events.Record(pod, instance.Name, false, EventReasons.Killing, message);
        var started = time.GetTimestamp();
        if (grace > TimeSpan.Zero && pod.FindContainer(instance.Name) is { Lifecycle.PreStop.IsPresent: true } container)
            await RunPreStopAsync(pod, container, instance, grace, podIp, cancel);
        var left = grace == TimeSpan.Zero ? grace : Max(grace - time.GetElapsedTime(started), LeastGrace);
        await IgnoringMissingAsync(runtime.StopContainerAsync(instance.Id, left, cancel));
    }

    /// <summary>Ends all containers of the pod, then its sandboxes: the main containers together, then the sidecars in reverse order.</summary>
    internal async Task StopAllAsync(Pod pod, PodRuntimeState state, TimeSpan grace, CancellationToken cancel)
    {
        var podIp = state.PodIp;
        var sidecars = pod.Spec.InitContainers.Where(PodFacts.IsSidecar).Select(container => container.Name).ToList();
        var running = state.Containers.Where(container => container.State is InstanceState.Running or InstanceState.Unknown).ToList();
        var started = time.GetTimestamp();

        await Task.WhenAll(running.Where(container => !sidecars.Contains(container.Name))
            .Select(container => KillAsync(pod, container, Stopping(container), grace, podIp, cancel)));
        foreach (var name in Enumerable.Reverse(sidecars))
        {
            var left = grace == TimeSpan.Zero ? grace : Max(grace - time.GetElapsedTime(started), LeastGrace);
            await Task.WhenAll(running.Where(container => container.Name == name)
                .Select(container => KillAsync(pod, container, Stopping(container), left, podIp, cancel)));
        }
        foreach (var sandbox in state.Sandboxes)
            await IgnoringMissingAsync(runtime.StopSandboxAsync(sandbox.Id, cancel));
    }

    /// <summary>Gives containers that are being ended already less time.</summary>
    internal Task HurryAsync(PodRuntimeState state, TimeSpan grace, CancellationToken cancel) =>
        Task.WhenAll(state.Containers.Where(container => container.Runs)
            .Select(container => IgnoringMissingAsync(runtime.StopContainerAsync(container.Id, grace, cancel))));

    private static string Stopping(ContainerInstance container) => $"Stopping container {container.Name}";

    private async Task RunPreStopAsync(
        Pod pod, Container container, ContainerInstance instance, TimeSpan grace, string podIp, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(grace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            await hooks.RunAsync(container.Lifecycle.PreStop, container, instance.Id, podIp, both.Token);
        }
        catch (HookFailedException e)
        {
            events.Record(pod, container.Name, true, EventReasons.FailedPreStopHook, $"PreStopHook failed: {e.Message}");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            events.Record(pod, container.Name, true, EventReasons.FailedPreStopHook, "PreStopHook did not end within the grace period");
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
            // What is gone has ended.
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
