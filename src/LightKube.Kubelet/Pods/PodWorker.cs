using LightKube.Api.Core.V1;
using LightKube.Api.Meta.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Events;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Pods;

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
internal sealed partial class PodWorker
{
    // After the runtime could not be reached; it is local and back soon.
    private static readonly TimeSpan RuntimeRetry = TimeSpan.FromSeconds(1);

    private readonly PodTools _tools;
    private readonly PodInbox _inbox;
    private readonly PodMemory _memory = new();
    private readonly PodReporter _reporter;
    private readonly VolumeUpkeep _volumes;
    private readonly PodEnd _end;

    internal PodWorker(Pod pod, PodTools tools)
    {
        (_tools, Uid) = (tools, pod.Metadata.Uid);
        _inbox = new PodInbox(pod, tools.Time);
        _reporter = new PodReporter(tools, _memory);
        _volumes = new VolumeUpkeep(tools);
        _end = new PodEnd(Uid, _inbox, _reporter, tools);
    }

    internal string Uid { get; }

    internal Pod Pod => _inbox.Pod;

    /// <inheritdoc cref="PodInbox.Update"/>
    internal void Update(Pod newest)
    {
        if (!SameFacts(Pod.Metadata, newest.Metadata))
            _volumes.MarkStale();
        _inbox.Update(newest);
    }

    /// <inheritdoc cref="PodInbox.Remove"/>
    internal void Remove() => _inbox.Remove();

    /// <summary>Something happened in the runtime, or a probe has news.</summary>
    internal void Poke() => _inbox.Poke();

    /// <summary>An object that its volumes are made from changed.</summary>
    internal void RefreshVolumes()
    {
        _volumes.MarkStale();
        Poke();
    }

    /// <summary>Runs until the pod is gone, or the kubelet stops, which leaves the pod running.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        StatusSeed.Apply(Pod, _memory);
        _memory.StartTime = _tools.Time.GetUtcNow();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (_inbox.IsEnding)
                {
                    await _end.TakeAwayAsync(cancel);
                    return;
                }
                await _inbox.WaitAsync(await _inbox.InterruptiblyAsync(SyncAsync, cancel), cancel);
            }
            catch (GrpcException e)
            {
                LogFailed(_tools.Log, Pod.Key.ToString(), e.Message);
                await _inbox.WaitAsync(_tools.Time.GetUtcNow() + RuntimeRetry, cancel);
            }
            catch (OperationCanceledException)
            {
                // Interrupted by the pod's deletion, or stopped: the loop looks which.
            }
        }
    }

    // What a downward API volume may show of a pod and its owner may change.
    private static bool SameFacts(ObjectMeta a, ObjectMeta b) =>
        a.Peek()?["labels"] == b.Peek()?["labels"] && a.Peek()?["annotations"] == b.Peek()?["annotations"];

    /// <returns>When to look again at the latest; null for not before something happens.</returns>
    private async Task<DateTimeOffset?> SyncAsync(Pod wanted, CancellationToken cancel)
    {
        var state = await _tools.Reader.ReadAsync(Uid, cancel);
        var deadline = ActiveDeadline.Of(wanted, _memory.StartTime!.Value);
        FailAfter(deadline, wanted);
        var plan = PodPlan.Compute(wanted, state, _memory, _tools.Time.GetUtcNow());
        if (wanted.HasEnded() || _memory.PodFailure is not null || plan.Finished)
        {
            await _end.FinishAsync(wanted, state, cancel);
            return null;
        }
        _tools.Probes.Observe(wanted, state, _memory.Probes, Poke);
        _reporter.Report(wanted, state, plan.BackingOff);
        SayWhoBacksOff(wanted, plan, state);
        if (!plan.IsIdle)
        {
            await ActAsync(wanted, plan, state, cancel);
            Poke(); // what that led to is seen at once
        }
        else
        {
            await _volumes.RefreshAsync(wanted, cancel);
            await _tools.Cleaner.RemoveOldAsync(state, cancel);
        }
        return Earliest(plan.LookAgainAt, deadline, _volumes.NextAt);
    }

    private async Task ActAsync(Pod wanted, PodPlan plan, PodRuntimeState state, CancellationToken cancel)
    {
        if (plan.StopAll)
            await _tools.Killer.StopAllAsync(wanted, state, wanted.GracePeriod(), cancel);
        await Task.WhenAll(plan.Kill.Select(step =>
            _tools.Killer.KillAsync(wanted, step.Container, step.Message, step.Grace, state.PodIp, cancel)));
        if (plan.StartsAnything)
        {
            _volumes.MarkFresh();
            await _tools.Starter.StartAsync(wanted, plan, state, _memory, cancel);
        }
    }

    private void SayWhoBacksOff(Pod wanted, PodPlan plan, PodRuntimeState state)
    {
        foreach (var waiting in plan.BackingOff.Keys.Where(name => state.Latest(name) is { State: InstanceState.Exited }))
            _tools.Events.Record(wanted, waiting, true, EventReasons.BackOff,
                $"Back-off restarting failed container {waiting} in pod {wanted.Name}_{wanted.Namespace}({Uid})");
    }

    private void FailAfter(DateTimeOffset? deadline, Pod wanted)
    {
        if (!(deadline <= _tools.Time.GetUtcNow()) || _memory.PodFailure is not null)
            return;
        _memory.PodFailure = new StartFailure(EventReasons.DeadlineExceeded, ActiveDeadline.Message);
        _tools.Events.Record(wanted, null, false, EventReasons.DeadlineExceeded, ActiveDeadline.Message);
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
