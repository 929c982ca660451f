using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Scheduler.Bindings;
using LightKube.Scheduler.Selection;
using Microsoft.Extensions.Logging;

namespace LightKube.Scheduler;

/// <summary>Gives every pod that has no node the best one that fits. Start the informers before or after; it waits for them.</summary>
public sealed class SchedulerComponent : IComponent, IReportsReadiness, IAsyncDisposable
{
    private readonly SchedulingLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private Task _running = Task.CompletedTask;

    /// <param name="client">The API, as the scheduler's identity.</param>
    /// <param name="informers">The informers of the process, to be started by the caller.</param>
    /// <param name="events">The event recorder of the process, to be started by the caller.</param>
    /// <param name="options">What the scheduler may be told.</param>
    /// <param name="time">The clock of queues and time stamps.</param>
    /// <param name="random">Chooses among equally good nodes: 0 (included) to 1 (excluded). Called by one thread at a time.</param>
    /// <param name="loggers">Makes the logger.</param>
    public SchedulerComponent(
        IClient client, InformerSet informers, EventRecorder events, SchedulerOptions options, TimeProvider time, Func<double> random,
        ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("LightKube.Scheduler");
        _loop = new SchedulingLoop(new LoopParts(
            informers.Get<Pod>(), informers.Get<Node>(), informers.Get<Namespace>(), informers.Get<PersistentVolumeClaim>(), new Binder(client),
            new ConditionWriter(client, time, logger),            events.For(new EventReporter(options.SchedulerName)), new NodeChooser(random), options.SchedulerName, time, logger), _stopping.Token);
        _stop = new AsyncOnce(StopLoopAsync);
    }

    public string Name => "scheduler";

    /// <inheritdoc/>
    public string? NotReadyBecause => _running.IsFaulted ? _running.Exception!.GetBaseException().Message : null;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancel)
    {
        _loop.Subscribe();
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _loop.RunAsync();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task StopLoopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _loop.Dispose();
    }
}
