using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.Nodes;

/// <summary>Deletes the pods that do not tolerate their node's NoExecute taints, each when its toleration has run out.</summary>
internal sealed class TaintEvictionReconciler : IReconciler<Node>
{
    private readonly CachedClient _client;
    private readonly ObjectEvents _events;
    private readonly TimeProvider _time;

    // Taints that people set carry no time; they count from when they were first seen.
    private readonly ConcurrentDictionary<(string Node, string Taint), DateTimeOffset> _firstSeen = new();

    public TaintEvictionReconciler(CachedClient client, InformerSet informers, EventRecorder events, TimeProvider time)
    {
        (_client, _time) = (client, time);
        _events = events.For(new EventReporter("taint-eviction-controller"));
        NodeFacts.EnsurePodIndex(informers);
    }

    public string Name => "taint-eviction";

    public Reads Reads => Reads.Own<Node>(static (old, current) => old.Spec.Taints.Peek()?.ToString() != current.Spec.Taints.Peek()?.ToString())
        .Also<Pod>(
            static (Pod pod, InformerSet _) => pod.Spec.NodeName.Length > 0 ? [new ObjectKey("", pod.Spec.NodeName)] : [],
            static (old, current) => old.Spec.NodeName != current.Spec.NodeName || old.Spec.Tolerations.Count != current.Spec.Tolerations.Count);

    public Writes Writes => Writes.Only<Pod>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var taints = _client.Find<Node>(key) is { } node ? EvictingTaints(node) : [];
        Forget(key.Name, taints);
        if (taints.Count == 0)
            return Outcome.Done;
        TimeSpan? next = null;
        foreach (var pod in NodeFacts.PodsOn(_client, key.Name).Where(static pod => !pod.IsBeingDeleted()))
        {
            if (TaintTolerance.EvictAt(pod, taints) - _time.GetUtcNow() is not { } wait)
                continue;
            if (wait <= TimeSpan.Zero)
                await EvictAsync(pod, cancel);
            else
                next = next is { } sooner && sooner < wait ? sooner : wait;
        }
        return Outcome.AfterOrDone(next);
    }

    private List<(Taint Taint, DateTimeOffset Since)> EvictingTaints(Node node) =>
        [.. node.Spec.Taints.Where(static taint => taint.Effect == "NoExecute")
            .Select(taint => (taint, taint.TimeAdded ?? _firstSeen.GetOrAdd((node.Name, taint.Key), _time.GetUtcNow())))];

    private void Forget(string node, List<(Taint Taint, DateTimeOffset Since)> present)
    {
        foreach (var seen in _firstSeen.Keys.Where(seen => seen.Node == node && !present.Exists(one => one.Taint.Key == seen.Taint)))
            _firstSeen.TryRemove(seen, out _);
    }

    private async Task EvictAsync(Pod pod, CancellationToken cancel)
    {
        _events.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.Namespace}/{pod.Name}");
        try
        {
            await _client.UpdateStatusAsync(WithDisruptionTarget(pod), cancel);
            await _client.DeleteAsync<Pod>(pod.Key, cancel, new DeleteQuery { Uid = pod.Metadata.Uid });
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    private Pod WithDisruptionTarget(Pod pod)
    {
        var marked = pod.MutableCopy();
        var condition = marked.Condition("DisruptionTarget") ?? marked.Status.Conditions.AddNew();
        condition.Type = "DisruptionTarget";
        condition.Status = "True";
        condition.Reason = "DeletionByTaintManager";
        condition.Message = "Taint manager: deleting due to NoExecute taint";
        condition.LastTransitionTime = _time.GetUtcNow();
        return marked;
    }
}
