using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Queues;
using LightKube.Controllers.Kinds;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Controllers.Garbage;

/// <summary>
/// Deletes objects whose owners are gone, and carries out foreground and orphaning deletions, over all kinds. It follows the metadata of every kind,
/// keeps the graph of owners and dependents, and does one step at a time for each object on which something may be due.
/// </summary>
internal sealed partial class GarbageCollector : IComponent, IAsyncDisposable
{
    /// <summary>Objects worked on at once: deletions of large owners should not take minutes, nor flood the API.</summary>
    private const int Workers = 8;

    // Events come by the thousand, go by themselves and own nothing.
    private static readonly string[] Ignored = ["events", "events.events.k8s.io"];

    private readonly OwnerGraph _graph = new();
    private readonly FollowedKinds _followed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private readonly InformerSet _informers;
    private readonly WorkQueue<string> _queue;
    private readonly GarbageStep _step;
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;

    public GarbageCollector(IClient client, InformerSet informers, IKindSource kinds, TimeProvider time, Func<double> random, ILogger logger)
    {
        (_informers, _logger) = (informers, logger);
        _followed = new FollowedKinds(
            kinds, static served => served.Where(IsCollected), kind => informers.Get(kind, new InformerScope { MetadataOnly = true }),
            (_, old, current) => Observe(old, current), Forget);
        _queue = new WorkQueue<string>(time, random);
        var writer = new GarbageWriter(client);
        _step = new GarbageStep(_graph, new OwnerCheck(_graph, writer, kinds), writer, _queue.Add);
        _stop = new AsyncOnce(StopWorkingAsync);
    }

    public string Name => "garbage-collector";

    public WorkQueueStatistics Statistics => _queue.Statistics;

    public Task StartAsync(CancellationToken cancel)
    {
        _followed.Start();
        _running = RunAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
        _queue.Dispose();
    }

    // Objects of a kind that is no longer served are gone with it; what they owned is looked at again.
    private void Forget(Informer informer)
    {
        foreach (var document in informer.List())
            Observe(document, null);
        _ = _informers.RemoveAsync(informer);
    }

    private static bool IsCollected(KindSchema kind) =>
        kind.Verbs.Contains("list") && kind.Verbs.Contains("watch") && kind.Verbs.Contains("delete") && !Ignored.Contains(kind.GroupResource);

    private void Observe(Document? old, Document? current)
    {
        if (current is null)
        {
            _graph.Remove(old!);
            foreach (var dependent in _graph.DependentsOf(old!.Uid))
                _queue.Add(dependent.Uid);
            EnqueueOwners(old);
            return;
        }

        // A deletion and a new object of the same name can come as one change.
        if (old is not null && old.Uid != current.Uid)
        {
            Observe(old, null);
            old = null;
        }
        _graph.Put(old, current);
        if (old is not null && !GarbageMarks.Differ(old, current))
            return;
        if (current.IsBeingDeleted() || current.Metadata.OwnerReferences.Count > 0)
            _queue.Add(current.Uid);
        if (old is not null)
            EnqueueOwners(old);
    }

    // One that waits for its dependents may be able to go now.
    private void EnqueueOwners(Document dependent)
    {
        foreach (var reference in dependent.Metadata.OwnerReferences)
        {
            if (_graph.Find(reference.Uid)?.IsBeingDeleted() == true)
                _queue.Add(reference.Uid);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await _followed.WaitForSyncAsync(_stopping.Token);
            await _queue.RunAsync(Workers, StepAsync, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before the graph was complete.
        }
    }

    // The outermost edge of a step.
    private async Task StepAsync(string uid, CancellationToken cancel)
    {
        try
        {
            await _step.RunAsync(uid, cancel);
            _queue.Forget(uid);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (ApiException error) when (error.IsConflict || error.IsNotFound)
        {
            // The object has changed or gone meanwhile; the graph will know soon.
            _queue.AddAfterFailure(uid);
        }
        catch (Exception error)
        {
            LogFailed(_logger, error, _graph.Find(uid)?.ToString() ?? uid, _queue.AddAfterFailure(uid));
        }
    }

    private async Task StopWorkingAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _followed.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Garbage collection of {Object} failed, again in {Delay}")]
    private static partial void LogFailed(ILogger logger, Exception error, string @object, TimeSpan delay);
}
