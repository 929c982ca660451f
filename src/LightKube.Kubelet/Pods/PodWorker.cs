using System.Threading.Channels;
using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Lifecycle;
using LightKube.Kubelet.Probes;
using LightKube.Kubelet.Status;
using LightKube.Kubelet.Volumes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Pods;

/// <summary>The tools that all workers share.</summary>
internal sealed record PodTools(
    PodRuntimeReader Reader,
    PodStarter Starter,
    ContainerKiller Killer,
    PodVolumes Volumes,
    PodCleaner Cleaner,
    ProbeManager Probes,
    PodStatusBuilder Statuses,
    IPodStatusSink Sink,
    IEventRecorder Events,
    TimeProvider Time,
    ILogger Log);

/// <summary>
/// Keeps one pod as the API wants it: looks at what is wanted and what the runtime has, plans, acts, reports; again after everything that
/// happens.
/// </summary>
/// <remarks>
/// <code>
///   runs ──▶ finished (its containers ended for good) ──▶ deleted ──▶ gone
///     └───────────────── deleted ───────────────────────────▲
/// </code>
/// A worker that starts with a pod that runs already, after a restart of the kubelet, finds nothing to do and changes nothing.
/// </remarks>
internal sealed partial class PodWorker(Pod pod, PodTools tools)
{
    // After the runtime could not be reached; it is local and back soon.
    private static readonly TimeSpan RuntimeRetry = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly PodMemory _memory = new();
    private Pod _pod = pod;
    private bool _gone;
    private CancellationTokenSource? _acting;
    private volatile bool _volumesStale = true;
    private PodStatus? _lastStatus;
    private DateTimeOffset? _refreshVolumesAt;

    internal string Uid { get; } = pod.Metadata.Uid;

    internal Pod Pod
    {
        get
        {
            lock (_lock)
                return _pod;
        }
    }

    /// <summary>The pod's newest version. One that is being deleted interrupts what goes on.</summary>
    internal void Update(Pod newest)
    {
        lock (_lock)
        {
            _pod = newest;
            if (newest.IsDeleted())
                _acting?.Cancel();
        }
        Poke();
    }

    /// <summary>The API no longer has the pod: someone removed it by force.</summary>
    internal void Remove()
    {
        lock (_lock)
        {
            _gone = true;
            _acting?.Cancel();
        }
        Poke();
    }

    /// <summary>Something happened in the runtime, or a probe has news.</summary>
    internal void Poke() => _signals.Writer.TryWrite(true);

    /// <summary>An object that its volumes are made from changed.</summary>
    internal void RefreshVolumes()
    {
        _volumesStale = true;
        Poke();
    }

    /// <summary>Runs until the pod is gone, or the kubelet stops, which leaves the pod running.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        StatusSeed.Apply(Pod, _memory);
        _memory.StartTime = tools.Time.GetUtcNow();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (IsEnding())
                {
                    await EndAsync(cancel);
                    return;
                }
                await WaitAsync(await SyncAsync(cancel), cancel);
            }
            catch (GrpcException e)
            {
                LogFailed(tools.Log, Pod.Key.ToString(), e.Message);
                await WaitAsync(tools.Time.GetUtcNow() + RuntimeRetry, cancel);
            }
            catch (OperationCanceledException)
            {
                // Interrupted by the pod's deletion, or stopped: the loop looks which.
            }
        }
    }

    /// <returns>When to look again at the latest; null for not before something happens.</returns>
    private async Task<DateTimeOffset?> SyncAsync(CancellationToken cancel)
    {
        using var acting = BeginActing(cancel);
        var wanted = Pod;
        var state = await tools.Reader.ReadAsync(Uid, acting.Token);
        var deadline = CheckDeadline(wanted);
        if (wanted.HasEnded() || _memory.PodFailure is not null)
            return await FinishAsync(wanted, state, acting.Token);

        var plan = PodPlan.Compute(wanted, state, _memory, tools.Time.GetUtcNow());
        if (plan.Finished)
            return await FinishAsync(wanted, state, acting.Token);
        tools.Probes.Observe(wanted, state, _memory.Probes, Poke);
        Report(wanted, state, plan.BackingOff, ending: false);
        if (!plan.IsIdle)
        {
            await ActAsync(wanted, plan, state, acting.Token);
            Poke(); // what that led to is seen at once
        }
        else
        {
            await RefreshVolumesAsync(wanted, acting.Token);
            await tools.Cleaner.RemoveOldAsync(state, acting.Token);
        }
        return Earliest(plan.LookAgainAt, deadline, _refreshVolumesAt);
    }

    private async Task ActAsync(Pod wanted, PodPlan plan, PodRuntimeState state, CancellationToken cancel)
    {
        if (plan.StopAll)
            await tools.Killer.StopAllAsync(wanted, state, wanted.GracePeriod(), cancel);
        await Task.WhenAll(plan.Kill.Select(step =>
            tools.Killer.KillAsync(wanted, step.Container, step.Message, KillGrace(wanted, step.Container), state.PodIp, cancel)));
        if (plan.StartsAnything)
        {
            _volumesStale = false;
            await tools.Starter.StartAsync(wanted, plan, state, _memory, cancel);
        }
        foreach (var waiting in plan.BackingOff.Keys.Where(name => state.Latest(name) is { State: InstanceState.Exited }))
            tools.Events.Record(wanted, waiting, true, EventReasons.BackOff,
                $"Back-off restarting failed container {waiting} in pod {wanted.Name}_{wanted.Namespace}({Uid})");
    }

    /// <summary>All that it had to do is done, or it failed as a whole: stops what still runs and reports its end.</summary>
    private async Task<DateTimeOffset?> FinishAsync(Pod wanted, PodRuntimeState state, CancellationToken cancel)
    {
        tools.Probes.Stop(Uid);
        if (state.ReadySandbox is not null || state.Containers.Any(container => container.Runs))
        {
            await tools.Killer.StopAllAsync(wanted, state, wanted.GracePeriod(), cancel);
            var before = state;
            state = await tools.Reader.ReadAsync(Uid, cancel);
            state = state with { Sandboxes = [.. state.Sandboxes.Select(sandbox => Keep(sandbox, before))] };
        }
        Report(wanted, state, NothingWaits, ending: true);
        return null;
    }

    // The addresses of a stopped sandbox are gone from the runtime; the status keeps them.
    private static SandboxInstance Keep(SandboxInstance sandbox, PodRuntimeState before) =>
        sandbox.Ips.Count > 0 ? sandbox
        : sandbox with { Ips = before.Sandboxes.FirstOrDefault(known => known.Id == sandbox.Id)?.Ips ?? [] };

    /// <summary>The pod is deleted: ends its containers with the grace that it has, reports, and takes everything away.</summary>
    private async Task EndAsync(CancellationToken cancel)
    {
        tools.Probes.Stop(Uid);
        var state = await tools.Reader.ReadAsync(Uid, cancel);
        await StopWithinGraceAsync(state, cancel);
        state = await tools.Reader.ReadAsync(Uid, cancel);
        Report(Pod, state, NothingWaits, ending: true);
        if (!_gone)
            await tools.Sink.FlushAsync(Pod, cancel);
        await tools.Cleaner.RemoveAllAsync(Pod, state, cancel);
        if (!_gone)
            await tools.Sink.RemovePodAsync(Pod, cancel);
        tools.Sink.Forget(Uid);
    }

    private async Task StopWithinGraceAsync(PodRuntimeState state, CancellationToken cancel)
    {
        var grace = EndGrace();
        var stopping = tools.Killer.StopAllAsync(Pod, state, grace, cancel);
        while (!stopping.IsCompleted)
        {
            // A second delete may give it less time.
            await Task.WhenAny(stopping, _signals.Reader.WaitToReadAsync(cancel).AsTask());
            _signals.Reader.TryRead(out _);
            if (!stopping.IsCompleted && EndGrace() < grace)
            {
                grace = EndGrace();
                await tools.Killer.HurryAsync(state, grace, cancel);
            }
        }
        await stopping;
    }

    private TimeSpan EndGrace()
    {
        lock (_lock)
            return _gone ? GoneGrace : _pod.GracePeriod();
    }

    // For a pod that was removed by force there is nothing left to wait for.
    private static readonly TimeSpan GoneGrace = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, DateTimeOffset> NothingWaits = [];

    private bool IsEnding()
    {
        lock (_lock)
            return _gone || _pod.IsDeleted();
    }

    private void Report(Pod wanted, PodRuntimeState state, IReadOnlyDictionary<string, DateTimeOffset> backingOff, bool ending)
    {
        var status = tools.Statuses.Build(wanted, _lastStatus ?? wanted.Status, state, _memory, backingOff, ending, tools.Time.GetUtcNow());
        _lastStatus = status;
        tools.Sink.Publish(wanted, status);
    }

    private async Task RefreshVolumesAsync(Pod wanted, CancellationToken cancel)
    {
        if (!_volumesStale && !(_refreshVolumesAt <= tools.Time.GetUtcNow()))
            return;
        _volumesStale = false;
        try
        {
            var volumes = await tools.Volumes.SetUpAsync(wanted, cancel);
            _refreshVolumesAt = volumes.Values.Select(volume => volume.RefreshAt).Min();
        }
        catch (VolumeException e)
        {
            tools.Events.Record(wanted, null, true, EventReasons.FailedMount, e.Message);
            _refreshVolumesAt = tools.Time.GetUtcNow() + RuntimeRetry * 60;
        }
    }

    /// <summary>Marks the pod as failed when it has been active for longer than it may.</summary>
    /// <returns>When that will be; null without a deadline.</returns>
    private DateTimeOffset? CheckDeadline(Pod wanted)
    {
        if (wanted.Spec.ActiveDeadlineSeconds is not { } seconds || wanted.HasEnded())
            return null;
        var deadline = (wanted.Status.StartTime ?? _memory.StartTime)!.Value.AddSeconds(seconds);
        if (deadline > tools.Time.GetUtcNow())
            return deadline;
        if (_memory.PodFailure is null)
        {
            const string message = "Pod was active on the node longer than the specified deadline";
            _memory.PodFailure = new StartFailure(EventReasons.DeadlineExceeded, message);
            tools.Events.Record(wanted, null, false, EventReasons.DeadlineExceeded, message);
        }
        return null;
    }

    private TimeSpan KillGrace(Pod wanted, ContainerInstance container)
    {
        var spec = wanted.FindContainer(container.Name);
        var failed = _memory.Probes.Get(container.Id, ProbeKind.Liveness) == ProbeOutcome.Failure ? spec?.LivenessProbe
            : _memory.Probes.Get(container.Id, ProbeKind.Startup) == ProbeOutcome.Failure ? spec?.StartupProbe
            : null;
        return failed?.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : wanted.GracePeriod();
    }

    private CancellationTokenSource BeginActing(CancellationToken cancel)
    {
        lock (_lock)
        {
            _acting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            return _acting;
        }
    }

    private async Task WaitAsync(DateTimeOffset? until, CancellationToken cancel)
    {
        lock (_lock)
            _acting = null;
        using var timer = until is { } at ? new CancellationTokenSource(Remaining(at), tools.Time) : null;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer?.Token ?? CancellationToken.None);
        try
        {
            await _signals.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    private TimeSpan Remaining(DateTimeOffset at)
    {
        var remaining = at - tools.Time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? earliest = null;
        foreach (var time in times)
            earliest = earliest is null || time < earliest ? time ?? earliest : earliest;
        return earliest;
    }

    [LoggerMessage(LogLevel.Warning, "Pod {Pod} cannot be looked after now: {Reason}")]
    private static partial void LogFailed(ILogger log, string pod, string reason);
}
