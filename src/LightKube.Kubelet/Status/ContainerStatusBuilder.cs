using LightKube.Api.Core.V1;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Probes;

namespace LightKube.Kubelet.Status;

/// <summary>Computes one container's status as the API shows it.</summary>
internal sealed class ContainerStatusBuilder(Pod pod, PodStatus lastKnown, PodRuntimeState state, PodMemory memory, string runtimeName)
{
    internal const string CrashLoopBackOff = "CrashLoopBackOff";
    private const int ExitCodeOfLost = 137; // as if killed: nobody knows better

    /// <param name="container">Of the pod's spec.</param>
    /// <param name="isInit">An init container, sidecars included.</param>
    /// <param name="initialized">Whether the init containers are done, which decides what a container waits for.</param>
    /// <param name="backingOff">It waits for its time to run again.</param>
    /// <param name="ending">The pod ends; nothing starts any more.</param>
    internal ContainerStatus Build(Container container, bool isInit, bool initialized, bool backingOff, bool ending)
    {
        var latest = state.Latest(container.Name);
        var known = KnownStatus(container.Name, isInit);
        var status = new ContainerStatus { Name = container.Name, Image = container.Image };
        // The API shows an empty id where the image is not known yet.
        status.ImageID = "";
        if (latest is null)
            DescribeMissing(status, known, isInit, initialized, ending);
        else
            DescribeInstance(status, container, latest);

        if (memory.Failures.TryGetValue(container.Name, out var failure) && latest is not { Runs: true } && !ending)
            ShowAsWaiting(status, failure.Reason, failure.Message);
        else if (backingOff && latest is { State: InstanceState.Exited } && !ending)
            ShowAsWaiting(status, CrashLoopBackOff, BackOffMessage(container.Name));
        status.Started = IsStarted(container, latest);
        status.Ready = IsReady(container, isInit, latest);
        return status;
    }

    private void DescribeInstance(ContainerStatus status, Container container, ContainerInstance latest)
    {
        status.RestartCount = latest.RestartCount;
        status.ContainerID = $"{runtimeName}://{latest.Id}";
        status.Image = latest.Image.Length > 0 ? latest.Image : container.Image;
        status.ImageID = latest.ImageId;
        switch (latest.State)
        {
            case InstanceState.Running:
                status.State.Running.StartedAt = latest.StartedAt;
                break;
            case InstanceState.Exited:
                FillTerminated(status.State.Terminated, latest);
                break;
            case InstanceState.Created:
                status.State.Waiting.Reason = "ContainerCreating";
                break;
            default:
                status.State.Waiting.Reason = "ContainerStatusUnknown";
                break;
        }
        if (state.Previous(container.Name) is { State: InstanceState.Exited } previous)
            FillTerminated(status.LastState.Terminated, previous);
    }

    // The runtime has nothing: not made yet, or lost since the API was told about it.
    private static void DescribeMissing(ContainerStatus status, ContainerStatus? known, bool isInit, bool initialized, bool ending)
    {
        if (known is not { ContainerID.Length: > 0 })
        {
            status.State.Waiting.Reason = initialized || isInit ? "ContainerCreating" : "PodInitializing";
            if (isInit)
                status.State.Waiting.Reason = "PodInitializing";
            return;
        }
        status.RestartCount = known.RestartCount;
        status.ContainerID = known.ContainerID;
        status.Image = known.Image;
        status.ImageID = known.ImageID;
        if (known.State.Terminated.IsPresent)
        {
            status.State.Terminated = known.State.Terminated;
        }
        else if (ending)
        {
            FillLost(status.State.Terminated);
        }
        else
        {
            status.State.Waiting.Reason = initialized ? "ContainerCreating" : "PodInitializing";
            status.RestartCount++;
            FillLost(status.LastState.Terminated);
        }
    }

    private static void FillLost(ContainerStateTerminated terminated)
    {
        terminated.ExitCode = ExitCodeOfLost;
        terminated.Reason = "ContainerStatusUnknown";
        terminated.Message = "The container could not be located when the pod was terminated";
    }

    private void FillTerminated(ContainerStateTerminated terminated, ContainerInstance instance)
    {
        terminated.ExitCode = instance.ExitCode;
        terminated.Reason = instance.Reason.Length > 0 ? instance.Reason : instance.ExitCode == 0 ? "Completed" : "Error";
        terminated.Message = instance.Message;
        terminated.StartedAt = instance.StartedAt;
        terminated.FinishedAt = instance.FinishedAt;
        terminated.ContainerID = $"{runtimeName}://{instance.Id}";
    }

    private static void ShowAsWaiting(ContainerStatus status, string reason, string message)
    {
        if (status.State.Terminated.IsPresent)
            status.LastState.Terminated = status.State.Terminated;
        status.State.Terminated.Remove();
        status.State.Running.Remove();
        status.State.Waiting.Reason = reason;
        status.State.Waiting.Message = message;
    }

    private string BackOffMessage(string container)
    {
        var delay = memory.Backoffs.GetValueOrDefault(container).Delay;
        return $"back-off {Describe(delay)} restarting failed container={container} " +
            $"pod={pod.Name}_{pod.Namespace}({pod.Metadata.Uid})";
    }

    /// <summary>A duration as Go prints it: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
    internal static string Describe(TimeSpan delay) =>
        delay < TimeSpan.FromMinutes(1) ? $"{(int)delay.TotalSeconds}s" : $"{(int)delay.TotalMinutes}m{delay.Seconds}s";

    private bool IsStarted(Container container, ContainerInstance? latest) =>
        latest is { Runs: true } && (!container.StartupProbe.IsPresent || memory.Probes.HasStarted(latest.Id));

    private bool IsReady(Container container, bool isInit, ContainerInstance? latest)
    {
        if (isInit && !container.IsSidecar())
            return latest is { Succeeded: true };
        if (!IsStarted(container, latest))
            return false;
        return !container.ReadinessProbe.IsPresent || memory.Probes.Get(latest!.Id, ProbeKind.Readiness) == ProbeOutcome.Success;
    }

    private ContainerStatus? KnownStatus(string name, bool isInit) =>
        (isInit ? lastKnown.InitContainerStatuses : lastKnown.ContainerStatuses).Find(status => status.Name == name);
}
