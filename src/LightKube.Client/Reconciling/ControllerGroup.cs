using LightKube.Client.Informers;
using LightKube.Client.Queues;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Reconciling;

/// <summary>Runs a list of reconcilers over one set of informers. Start the set before or after; the reconcilers wait for it.</summary>
public sealed class ControllerGroup : IComponent, IReportsReadiness, IAsyncDisposable
{
    private readonly ReconcileLoop[] _loops;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private Task _running = Task.CompletedTask;

    /// <param name="name">The component's name: <c>controllers</c>.</param>
    /// <param name="reconcilers">What to run.</param>
    /// <param name="informers">Where their reads come from.</param>
    /// <param name="time">The clock of delays and back-off.</param>
    /// <param name="random">The jitter of the back-off, 0 to 1.</param>
    /// <param name="loggers">Makes one logger for each reconciler.</param>
    public ControllerGroup(
        string name, IReadOnlyList<IReconciler> reconcilers, InformerSet informers, TimeProvider time, Func<double> random, ILoggerFactory loggers)
    {
        Name = name;
        _loops = [.. reconcilers.Select(reconciler =>
            new ReconcileLoop(reconciler, informers, time, random, loggers.CreateLogger($"LightKube.Controllers.{reconciler.Name}")))];
        _stop = new AsyncOnce(StopLoopsAsync);
    }

    public string Name { get; }

    /// <inheritdoc/>
    public string? NotReadyBecause => _running.IsFaulted ? _running.Exception!.GetBaseException().Message : null;

    /// <summary>The queue counters of each reconciler.</summary>
    public IReadOnlyList<(string Reconciler, WorkQueueStatistics Queue)> Statistics =>
        [.. _loops.Select(loop => (loop.Reconciler.Name, loop.Statistics))];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancel)
    {
        foreach (var loop in _loops)
            loop.Subscribe();
        _running = Task.WhenAll(_loops.Select(loop => RunAsync(loop)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(ReconcileLoop loop)
    {
        try
        {
            await loop.RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before its informers had synced.
        }
    }

    private async Task StopLoopsAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
