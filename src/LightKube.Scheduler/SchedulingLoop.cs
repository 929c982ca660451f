using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Scheduler.Bindings;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Queues;
using LightKube.Scheduler.Selection;
using Microsoft.Extensions.Logging;

namespace LightKube.Scheduler;

/// <summary>What the loop works with.</summary>
internal sealed record LoopParts(
    Informer<Pod> Pods, Informer<Node> Nodes, Informer<Namespace> Namespaces, Informer<PersistentVolumeClaim> Claims, Binder Binder, ConditionWriter Conditions, ObjectEvents Events,
    NodeChooser Chooser, string SchedulerName, TimeProvider Time, ILogger Logger);

/// <summary>
/// The one owner of the scheduler's state: takes in what has changed, then places one pod after the other. Only the writes to the API
/// run beside it.
/// </summary>
internal sealed partial class SchedulingLoop : IDisposable
{
    private readonly LoopParts _parts;
    private readonly Inbox<BindingOutcome> _inbox = new();
    private readonly SchedulingQueue _queue = new();
    private readonly ClusterState _cluster;
    private readonly ClaimCheck _claims;
    private readonly Background _background = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ITimer _timer;
    private readonly CancellationToken _stopping;
    private readonly long _begin;
    private int _bindingsUnderWay;

    /// <param name="parts">What it works with.</param>
    /// <param name="stopping">Ends the loop and the writes under way.</param>
    public SchedulingLoop(LoopParts parts, CancellationToken stopping)
    {
        (_parts, _stopping) = (parts, stopping);
        _cluster = new ClusterState(name => parts.Namespaces.Find(new ObjectKey("", name))?.Metadata.Labels.Peek());
        _claims = new ClaimCheck(parts.Claims);
        _begin = parts.Time.GetTimestamp();
        _timer = parts.Time.CreateTimer(_ => _inbox.Poke(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _parts.Time.GetElapsedTime(_begin);

    /// <summary>Begins to note what changes.</summary>
    public void Subscribe()
    {
        _subscriptions.Add(_parts.Nodes.Untyped.AddHandler((old, current, _) => _inbox.NodeChanged((current ?? old)!.Name)));
        _subscriptions.Add(_parts.Claims.Untyped.AddHandler((_, _, _) => _inbox.ClaimChanged()));
        _subscriptions.Add(_parts.Pods.Untyped.AddHandler((old, current, _) =>
        {
            var pod = (current ?? old)!;
            _inbox.PodChanged(new ObjectKey(pod.Namespace, pod.Name));
        }));
    }

    /// <summary>Works until cancelled; begins once the cluster is in the cache.</summary>
    public async Task RunAsync()
    {
        await _parts.Namespaces.WaitForSyncAsync(_stopping);
        await _parts.Nodes.WaitForSyncAsync(_stopping);
        await _parts.Claims.WaitForSyncAsync(_stopping);
        await _parts.Pods.WaitForSyncAsync(_stopping);
        try
        {
            while (true)
            {
                _stopping.ThrowIfCancellationRequested();
                TakeIn();
                if (_bindingsUnderWay < SchedulerLimits.BindingsUnderWay && _queue.Take() is { } queued)
                    Schedule(queued);
                else
                    await WaitAsync();
            }
        }
        finally
        {
            await _background.WhenAllEnded();
        }
    }

    public void Dispose()
    {
        _subscriptions.ForEach(static subscription => subscription.Dispose());
        _timer.Dispose();
    }

    private async Task WaitAsync()
    {
        // Timers count whole milliseconds; one that fires early would only come again.
        var wait = _queue.NextDue is { } due ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((due - Now).TotalMilliseconds))) : Timeout.InfiniteTimeSpan;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
        await _inbox.WaitAsync(_stopping);
    }

    private void TakeIn()
    {
        if (_inbox.Take() is { } changes)
        {
            foreach (var name in changes.Nodes)
                TakeInNode(name);
            foreach (var outcome in changes.Outcomes)
                TakeInOutcome(outcome);
            foreach (var key in changes.Pods)
                TakeInPod(key);
            if (changes.Claims)
                _queue.Wake(ClusterChange.Claims, Now);
        }
        _queue.Advance(Now);
    }

    private void TakeInNode(string name)
    {
        if (_parts.Nodes.Find(new ObjectKey("", name)) is { } node)
            _queue.Wake(_cluster.PutNode(node), Now);
        else
            _cluster.RemoveNode(name);
    }

    private void TakeInPod(ObjectKey key)
    {
        if (_parts.Pods.Find(key) is not { } found)
        {
            _queue.Remove(key);
            _queue.Wake(_cluster.RemovePod(key), Now);
            return;
        }
        var pod = new PodInfo(found);
        if (pod.IsFinished || pod.NodeName.Length > 0)
            TakeInPlaced(pod);
        else if (!_cluster.IsAssumed(key, pod.Uid))
            TakeInWaiting(pod);
    }

    private void TakeInPlaced(PodInfo pod)
    {
        _queue.Remove(pod.Key);
        _queue.Wake(pod.IsFinished ? _cluster.RemovePod(pod.Key) : _cluster.PutPod(pod), Now);
    }

    private void TakeInWaiting(PodInfo pod)
    {
        // Another pod of this name may have been here: it is gone.
        _queue.Wake(_cluster.RemovePod(pod.Key), Now);
        var isMine = pod.SchedulerName == _parts.SchedulerName || (pod.SchedulerName.Length == 0 && _parts.SchedulerName == SchedulerOptions.DefaultName);
        if (isMine && !pod.IsDeleting && !pod.IsGated)
        {
            _queue.Put(pod, Now);
            return;
        }
        _queue.Remove(pod.Key);
        if (isMine && !pod.IsDeleting)
            _background.Run(() => _parts.Conditions.WriteAsync(
                pod.Pod, ScheduledCondition.SchedulingGated, ScheduledCondition.GatedMessage, _stopping));
    }

    // The outermost edge of a decision: a pod on which it fails must not keep the others from being placed.
    private void Schedule(QueuedPod queued)
    {
        try
        {
            var choice = Choose(queued.Pod);
            if (choice.Node is { } node)
                Bind(queued, node);
            else
                Reject(queued, choice.Failure!);
        }
        catch (Exception error)
        {
            LogDecisionFailed(_parts.Logger, error, queued.Pod.Key);
            _queue.PutBackOff(queued, Now);
        }
    }

    private NodeChoice Choose(PodInfo pod) => _claims.ObstacleOf(pod.Pod) is { } obstacle
        ? new NodeChoice(null, FitFailure.Everywhere(pod, _cluster.Nodes.Count, obstacle, ClusterChange.Claims))
        : _parts.Chooser.Choose(pod, _cluster);

    private void Bind(QueuedPod queued, NodeInfo node)
    {
        _cluster.Assume(queued.Pod, node);
        _bindingsUnderWay++;
        _background.Run(async () => _inbox.Finished(await _parts.Binder.BindAsync(queued, node.Name, _stopping)));
    }

    private void Reject(QueuedPod queued, FitFailure failure)
    {
        var (pod, message) = (queued.Pod.Pod, failure.Message);
        LogUnschedulable(_parts.Logger, queued.Pod.Key, message);
        _queue.PutUnschedulable(queued, failure.HelpedBy, Now);
        _parts.Events.Warning(pod, "FailedScheduling", message);
        queued.ConditionWrite = _background.Run(() => _parts.Conditions.WriteAsync(pod, ScheduledCondition.Unschedulable, message, _stopping));
    }

    private void TakeInOutcome(BindingOutcome outcome)
    {
        _bindingsUnderWay--;
        var (pod, error) = (outcome.Queued.Pod, outcome.Error);
        if (error is null)
        {
            LogBound(_parts.Logger, pod.Key, outcome.Node);
            _parts.Events.Normal(pod.Pod, "Scheduled", $"Successfully assigned {pod.Key} to {outcome.Node}");
            _queue.Settle(outcome.Queued);
            return;
        }

        // It may be bound all the same, when only the answer was lost: then the pod's next change says so.
        if (_cluster.IsAssumed(pod.Key, pod.Uid))
            _queue.Wake(_cluster.RemovePod(pod.Key), Now);
        if (error is ApiException { IsNotFound: true })
        {
            _queue.Settle(outcome.Queued);
            return;
        }
        LogBindingFailed(_parts.Logger, pod.Key, outcome.Node, error.Message);
        _queue.PutBackOff(outcome.Queued, Now);
    }
}
