using LightKube.Api.Core.V1;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Status;

/// <summary>The pod's phase, from the statuses of its containers.</summary>
internal static class PodPhase
{
    internal const string Pending = "Pending";
    internal const string Running = "Running";
    internal const string Succeeded = "Succeeded";
    internal const string Failed = "Failed";

    /// <param name="initStatuses">In the order of the spec.</param>
    /// <param name="statuses">In the order of the spec.</param>
    /// <param name="final">Nothing of the pod runs any more, nor will.</param>
    internal static string Of(Pod pod, IReadOnlyList<ContainerStatus> initStatuses, IReadOnlyList<ContainerStatus> statuses, bool final)
    {
        var policy = pod.RestartPolicyOf();
        var main = Count(statuses);
        var (initPending, initFailed) = CountInit(pod, initStatuses);
        var initialized = main.Running + main.Stopped > 0;

        if (initFailed && policy == PodFacts.RestartNever)
            return Failed;
        if (final && main.Running == 0 && main.Stopped + main.Waiting == statuses.Count && main.Stopped > 0)
            return main.Succeeded == main.Stopped && main.Waiting == 0 ? Succeeded : Failed;
        if (final && main.Running == 0)
            return Failed;
        if ((initPending && !initialized) || main.Waiting > 0)
            return Pending;
        if (main.Running > 0)
            return Running;
        if (main.Stopped == 0)
            return Pending;
        if (policy == PodFacts.RestartAlways)
            return Running;
        if (main.Succeeded == main.Stopped)
            return Succeeded;
        return policy == PodFacts.RestartNever ? Failed : Running;
    }

    private static (int Waiting, int Running, int Stopped, int Succeeded) Count(IReadOnlyList<ContainerStatus> statuses)
    {
        int waiting = 0, running = 0, stopped = 0, succeeded = 0;
        foreach (var status in statuses)
        {
            if (status.State.Running.IsPresent)
            {
                running++;
            }
            else if (status.State.Terminated.IsPresent)
            {
                stopped++;
                succeeded += status.State.Terminated.ExitCode == 0 ? 1 : 0;
            }
            else if (status.LastState.Terminated.IsPresent)
            {
                stopped++; // between two runs
            }
            else
            {
                waiting++;
            }
        }
        return (waiting, running, stopped, succeeded);
    }

    private static (bool Pending, bool Failed) CountInit(Pod pod, IReadOnlyList<ContainerStatus> statuses)
    {
        bool pending = false, failed = false;
        for (var i = 0; i < statuses.Count; i++)
        {
            var status = statuses[i];
            if (pod.Spec.InitContainers[i].IsSidecar())
            {
                pending |= status.Started != true;
                continue;
            }
            var ended = status.State.Terminated.IsPresent ? status.State.Terminated
                : status.State.Waiting.IsPresent && status.LastState.Terminated.IsPresent ? status.LastState.Terminated
                : null;
            failed |= ended is { ExitCode: not 0 };
            pending |= ended is not { ExitCode: 0 };
        }
        return (pending, failed);
    }
}
