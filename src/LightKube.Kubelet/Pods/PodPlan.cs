using LightKube.Api.Core.V1;
using LightKube.Kubelet.Probes;

namespace LightKube.Kubelet.Pods;

/// <summary>A container to be stopped, the words of the event about it, and the time that it gets to end by itself.</summary>
internal readonly record struct KillStep(ContainerInstance Container, string Message, TimeSpan Grace);

/// <summary>A container to be started.</summary>
/// <param name="Previous">Its last run, when there was one.</param>
internal readonly record struct StartStep(Container Spec, bool IsInit, ContainerInstance? Previous);

/// <summary>
/// What to do for a pod now: computed from what it should be and what the runtime has, without a clock or I/O of its own.
/// </summary>
internal sealed record PodPlan
{
    /// <summary>Stop everything of the pod, its sandbox included; nothing else of the plan counts then but <see cref="NewSandbox"/>.</summary>
    internal bool StopAll { get; init; }

    /// <summary>Make a sandbox with this attempt number first.</summary>
    internal uint? NewSandbox { get; init; }

    /// <summary>Everything that the pod was to do is done: its phase is final.</summary>
    internal bool Finished { get; init; }

    internal IReadOnlyList<KillStep> Kill { get; init; } = [];

    /// <summary>In order.</summary>
    internal IReadOnlyList<StartStep> Start { get; init; } = [];

    /// <summary>Containers that wait for their time: the moment, by name.</summary>
    internal IReadOnlyDictionary<string, DateTimeOffset> BackingOff { get; init; } = NothingWaits;

    /// <summary>When to look again although nothing happened.</summary>
    internal DateTimeOffset? LookAgainAt { get; init; }

    private static readonly Dictionary<string, DateTimeOffset> NothingWaits = [];

    internal static PodPlan Compute(Pod pod, PodRuntimeState state, PodMemory memory, DateTimeOffset now)
    {
        var policy = pod.RestartPolicyOf();
        var plan = state.ReadySandbox is null
            ? WithoutSandbox(pod, policy, state, memory, now)
            : new Planner(pod, policy, state, memory, now).Plan();
        return plan.StartsAnything && memory.Retry.At > now
            ? plan with { NewSandbox = null, Start = [], LookAgainAt = memory.Retry.At }
            : plan with { LookAgainAt = plan.BackingOff.Count > 0 ? plan.BackingOff.Values.Min() : null };
    }

    internal bool StartsAnything => NewSandbox is not null || Start.Count > 0;

    /// <summary>Whether there is anything to do now.</summary>
    internal bool IsIdle => !StopAll && !Finished && !StartsAnything && Kill.Count == 0;

    private static PodPlan WithoutSandbox(Pod pod, string policy, PodRuntimeState state, PodMemory memory, DateTimeOffset now)
    {
        var runs = state.Containers.Any(container => container.Runs);
        if (!AnythingLeftToRun(pod, policy, state))
            return new PodPlan { StopAll = runs, Finished = true };

        // What ran in the lost sandbox starts anew in the new one, from its first init container on.
        var first = pod.Spec.InitContainers.Count > 0
            ? [new StartStep(pod.Spec.InitContainers[0], IsInit: true, state.Latest(pod.Spec.InitContainers[0].Name))]
            : pod.Spec.Containers
                .Select(container => new StartStep(container, IsInit: false, state.Latest(container.Name)))
                .Where(step => step.Previous is not { State: InstanceState.Exited } previous || PodFacts.Restarts(policy, previous.Succeeded))
                .ToArray();
        return new PodPlan
        {
            StopAll = runs,
            NewSandbox = state.Sandboxes.Count > 0 ? state.Sandboxes[0].Attempt + 1 : 0,
            Start = [.. first.Where(step => !memory.RetryAt.TryGetValue(step.Spec.Name, out var at) || at <= now)],
            BackingOff = memory.RetryAt.Where(retry => retry.Value > now).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Whether a pod whose sandbox is gone still has something to do.</summary>
    private static bool AnythingLeftToRun(Pod pod, string policy, PodRuntimeState state)
    {
        if (policy == PodFacts.RestartAlways || state.Containers.Count == 0)
            return true;
        // A pod that must not restart ran once: it gets no second sandbox.
        if (policy == PodFacts.RestartNever)
            return false;
        return pod.Spec.Containers.Any(container => state.Latest(container.Name) is not { Succeeded: true });
    }

    /// <summary>Plans within a sandbox that is ready.</summary>
    private sealed class Planner(Pod pod, string policy, PodRuntimeState state, PodMemory memory, DateTimeOffset now)
    {
        private readonly List<KillStep> _kill = [];
        private readonly List<StartStep> _start = [];
        private readonly Dictionary<string, DateTimeOffset> _backingOff = new(StringComparer.Ordinal);
        private bool _stopAll;

        internal PodPlan Plan()
        {
            var initialized = PlanInitContainers();
            var finished = _stopAll;
            if (initialized && !_stopAll)
                finished = !PlanMainContainers();
            return new PodPlan
            {
                StopAll = _stopAll || finished,
                Finished = finished,
                Kill = finished ? [] : _kill,
                Start = finished ? [] : _start,
                BackingOff = _backingOff,
            };
        }

        /// <returns>Whether the main containers may start.</returns>
        private bool PlanInitContainers()
        {
            // Once a main container was made in this sandbox, all init containers have done their work.
            var done = pod.Spec.Containers.Any(container => InThisSandbox(container.Name) is not null);
            foreach (var container in pod.Spec.InitContainers)
            {
                var passed = container.IsSidecar() ? PlanSidecar(container) : done || PlanInitContainer(container);
                if (!passed && !done)
                    return false;
            }
            return true;
        }

        private bool PlanInitContainer(Container container)
        {
            switch (InThisSandbox(container.Name))
            {
                case { Succeeded: true }:
                    return true;
                case { Runs: true } running:
                    if (running.Hash != PodFacts.HashOf(container) && running.Hash.Length > 0)
                        _kill.Add(new KillStep(running, $"Init container {container.Name} definition changed", pod.GracePeriod()));
                    return false;
                case { State: InstanceState.Exited } when policy == PodFacts.RestartNever:
                    _stopAll = true;
                    return false;
                case var previous:
                    StartUnlessBackingOff(container, isInit: true, previous);
                    return false;
            }
        }

        private bool PlanSidecar(Container container)
        {
            if (InThisSandbox(container.Name) is not { Runs: true } running)
            {
                StartUnlessBackingOff(container, isInit: true, InThisSandbox(container.Name));
                return false;
            }
            if (Replacement(container, running) is { } step)
            {
                _kill.Add(step);
                return false;
            }
            return !container.StartupProbe.IsPresent || memory.Probes.HasStarted(running.Id);
        }

        /// <returns>False when there is nothing left to do for any of them.</returns>
        private bool PlanMainContainers()
        {
            var unfinished = false;
            foreach (var container in pod.Spec.Containers)
                unfinished |= PlanMainContainer(container);
            return unfinished;
        }

        private bool PlanMainContainer(Container container)
        {
            var latest = InThisSandbox(container.Name);
            if (latest is { State: InstanceState.Exited } && !PodFacts.Restarts(policy, latest.Succeeded))
                return false;
            if (latest is not { Runs: true })
            {
                StartUnlessBackingOff(container, isInit: false, latest);
                return true;
            }
            if (Replacement(container, latest) is { } step)
                _kill.Add(step);
            return true;
        }

        // Killed now; the plan after its exit starts it again if its policy says so, with the back-off of any other exit.
        private KillStep? Replacement(Container container, ContainerInstance running)
        {
            if (running.Hash.Length > 0 && running.Hash != PodFacts.HashOf(container))
                return new KillStep(running, $"Container {container.Name} definition changed, will be restarted", pod.GracePeriod());
            if (memory.Probes.Get(running.Id, ProbeKind.Liveness) == ProbeOutcome.Failure)
                return new KillStep(running, $"Container {container.Name} failed liveness probe, will be restarted", GraceOf(container.LivenessProbe));
            if (memory.Probes.Get(running.Id, ProbeKind.Startup) == ProbeOutcome.Failure)
                return new KillStep(running, $"Container {container.Name} failed startup probe, will be restarted", GraceOf(container.StartupProbe));
            return null;
        }

        private TimeSpan GraceOf(Probe failed) =>
            failed.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : pod.GracePeriod();

        private void StartUnlessBackingOff(Container container, bool isInit, ContainerInstance? previous)
        {
            var notBefore = memory.RetryAt.GetValueOrDefault(container.Name);
            if (previous is { State: InstanceState.Exited } && memory.Backoffs.TryGetValue(container.Name, out var backoff))
                notBefore = Max(notBefore, backoff.NotBefore(previous.FinishedAt));
            if (notBefore > now)
                _backingOff[container.Name] = notBefore;
            else
                _start.Add(new StartStep(container, isInit, previous ?? state.Latest(container.Name)));
        }

        private ContainerInstance? InThisSandbox(string name) =>
            state.Latest(name) is { } latest && latest.SandboxId == state.Sandboxes[0].Id ? latest : null;

        private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }
}
