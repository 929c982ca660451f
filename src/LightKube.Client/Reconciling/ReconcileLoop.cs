using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Client.Queues;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Reconciling;

/// <summary>Runs one reconciler: maps changes to keys, takes keys from the queue, and turns what comes of them into retries.</summary>
internal sealed partial class ReconcileLoop(IReconciler reconciler, InformerSet informers, TimeProvider time, Func<double> random, ILogger logger)
    : IDisposable
{
    private readonly WorkQueue<ObjectKey> _queue = new(time, random);
    private readonly List<IDisposable> _subscriptions = [];

    public IReconciler Reconciler => reconciler;

    public WorkQueueStatistics Statistics => _queue.Statistics;

    /// <summary>Asks for the informers it needs, and begins to collect keys.</summary>
    public void Subscribe()
    {
        foreach (var source in reconciler.Reads.Sources)
            _subscriptions.Add(informers.Get(source.Kind, source.Scope).AddHandler((old, current, _) => Enqueue(source, old, current)));
    }

    /// <summary>Works until cancelled; begins once everything it reads is in the cache.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var source in reconciler.Reads.Sources)
            await informers.Get(source.Kind, source.Scope).WaitForSyncAsync(cancel);
        await _queue.RunAsync(reconciler.Workers, ReconcileAsync, cancel);
    }

    public void Dispose()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _queue.Dispose();
    }

    private void Enqueue(Reads.Source source, Document? old, Document? current)
    {
        if (old is not null && current is not null && !source.Matters(old, current))
            return;
        if (old is not null)
            EnqueueAll(source.Keys(old, informers));
        if (current is not null)
            EnqueueAll(source.Keys(current, informers));
    }

    private void EnqueueAll(IEnumerable<ObjectKey> keys)
    {
        foreach (var key in keys)
            _queue.Add(key);
    }

    // The outermost edge of a reconcile: every way in which it can end is one line.
    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        try
        {
            Settle(key, await reconciler.ReconcileAsync(key, cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (TerminalException error)
        {
            _queue.Forget(key);
            LogTerminal(logger, reconciler.Name, key, error.Message);
        }
        catch (ApiException error) when (error.IsConflict)
        {
            LogRetry(logger, reconciler.Name, key, error.Message, _queue.AddAfterFailure(key));
        }
        catch (ApiException error)
        {
            LogApiError(logger, reconciler.Name, key, error.Message, _queue.AddAfterFailure(key));
        }
        catch (Exception error)
        {
            LogFailed(logger, error, reconciler.Name, key, _queue.AddAfterFailure(key));
        }
    }

    private void Settle(ObjectKey key, Outcome outcome)
    {
        if (outcome.RetryReason is { } reason)
        {
            LogRetry(logger, reconciler.Name, key, reason, _queue.AddAfterFailure(key));
            return;
        }
        _queue.Forget(key);
        if (outcome.Delay is { } delay)
            _queue.AddAfter(key, delay);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reconciler}: {Key} cannot be brought into step until it changes: {Error}")]
    private static partial void LogTerminal(ILogger logger, string reconciler, ObjectKey key, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Reconciler}: {Key} again in {Delay}: {Reason}")]
    private static partial void LogRetry(ILogger logger, string reconciler, ObjectKey key, string reason, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reconciler}: {Key} failed, again in {Delay}: {Error}")]
    private static partial void LogApiError(ILogger logger, string reconciler, ObjectKey key, string error, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reconciler}: {Key} failed, again in {Delay}")]
    private static partial void LogFailed(ILogger logger, Exception error, string reconciler, ObjectKey key, TimeSpan delay);
}
