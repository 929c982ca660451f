using LightKube.Api.Core.V1;
using LightKube.Kubelet.Events;

namespace LightKube.Kubelet.Probes;

/// <summary>One probe of one run of a container.</summary>
internal sealed class ProbeLoop : IDisposable
{
    private const int DefaultPeriodSeconds = 10;
    private const int DefaultTimeoutSeconds = 1;
    private const int DefaultFailureThreshold = 3;

    private readonly ProbeTarget _target;
    private readonly ProbeKind _kind;
    private readonly Probe _spec;
    private readonly DateTimeOffset _startedAt;
    private readonly Prober _prober;
    private readonly ProbeResults _results;
    private readonly IEventRecorder _events;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private ProbeCounter _counter;

    internal ProbeLoop(
        ProbeTarget target, ProbeKind kind, DateTimeOffset startedAt, Prober prober, ProbeResults results, IEventRecorder events,
        Action changed, TimeProvider time)
    {
        (_target, _kind, _startedAt, _prober) = (target, kind, startedAt, prober);
        (_results, _events, _changed, _time) = (results, events, changed, time);
        _spec = SpecOf(target.Container, kind);
        _counter = new ProbeCounter(results.Get(target.ContainerId, kind), ProbeOutcome.Unknown, 0);
        _ = RunAsync(_stopping.Token);
    }

    internal static Probe SpecOf(Container container, ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => container.StartupProbe,
        ProbeKind.Liveness => container.LivenessProbe,
        _ => container.ReadinessProbe,
    };

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var period = TimeSpan.FromSeconds(_spec.PeriodSeconds > 0 ? _spec.PeriodSeconds : DefaultPeriodSeconds);
        try
        {
            var firstAt = _startedAt.AddSeconds(_spec.InitialDelaySeconds) - _time.GetUtcNow();
            if (firstAt > TimeSpan.Zero)
                await Task.Delay(firstAt, _time, cancel);
            using var timer = new PeriodicTimer(period, _time);
            do
            {
                if (_kind == ProbeKind.Startup && _counter.Outcome != ProbeOutcome.Unknown)
                    return; // it has started, or is about to be killed
                if (IsDue())
                    await ProbeOnceAsync(cancel);
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The container ended.
        }
    }

    // Until the container has started, only its startup probe counts.
    private bool IsDue() =>
        _kind == ProbeKind.Startup || !_target.Container.StartupProbe.IsPresent || _results.HasStarted(_target.ContainerId);

    private async Task ProbeOnceAsync(CancellationToken cancel)
    {
        var timeout = TimeSpan.FromSeconds(_spec.TimeoutSeconds > 0 ? _spec.TimeoutSeconds : DefaultTimeoutSeconds);
        var result = await _prober.ProbeAsync(_spec, _target, timeout, cancel);
        cancel.ThrowIfCancellationRequested();
        if (!result.Success)
            _events.Record(_target.Pod, _target.Container.Name, true, EventReasons.Unhealthy, $"{_kind} probe failed: {result.Message}");
        _counter = _counter.Add(
            result.Success, _spec.SuccessThreshold, _spec.FailureThreshold > 0 ? _spec.FailureThreshold : DefaultFailureThreshold);
        // A startup probe that is not through yet says nothing, also when it failed a few times.
        if (_counter.Outcome != ProbeOutcome.Unknown && _results.Set(_target.ContainerId, _kind, _counter.Outcome))
            _changed();
    }
}
