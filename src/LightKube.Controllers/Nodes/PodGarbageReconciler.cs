using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.Nodes;

/// <summary>
/// Removes pods that no kubelet will remove: those of nodes that no longer exist, those that were deleted before they had a node, and the
/// oldest ended ones when there are too many.
/// </summary>
/// <remarks>A key is a node's name; the empty one stands for the pods without a node and for the count of ended ones.</remarks>
internal sealed class PodGarbageReconciler : IReconciler<Node>
{
    private static readonly ObjectKey NoNode = new("", "");

    private readonly CachedClient _client;
    private readonly TimeProvider _time;
    private readonly int _terminatedKept;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _missingSince = new();

    public PodGarbageReconciler(CachedClient client, InformerSet informers, TimeProvider time, int terminatedKept = NodeLimits.TerminatedPodsKept)
    {
        (_client, _time, _terminatedKept) = (client, time, terminatedKept);
        NodeFacts.EnsurePodIndex(informers);
    }

    public string Name => "pod-garbage-collector";

    public Reads Reads => Reads.Own<Node>(static (_, _) => false).Also<Pod>(KeysOf, Matters);

    public Writes Writes => Writes.Only<Pod>();

    public Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel) =>
        key == NoNode ? CollectWithoutNodeAsync(cancel) : CollectOfNodeAsync(key.Name, cancel);

    private static IEnumerable<ObjectKey> KeysOf(Pod pod, InformerSet informers)
    {
        if (pod.Spec.NodeName.Length > 0)
            yield return new ObjectKey("", pod.Spec.NodeName);
        if (pod.IsTerminal() || (pod.Spec.NodeName.Length == 0 && pod.IsBeingDeleted()))
            yield return NoNode;
    }

    private static bool Matters(Pod old, Pod current) =>
        old.Spec.NodeName != current.Spec.NodeName || old.IsTerminal() != current.IsTerminal() || old.IsBeingDeleted() != current.IsBeingDeleted();

    private async Task<Outcome> CollectOfNodeAsync(string node, CancellationToken cancel)
    {
        if (_client.Find<Node>(new ObjectKey("", node)) is not null)
        {
            _missingSince.TryRemove(node, out _);
            return Outcome.Done;
        }
        var now = _time.GetUtcNow();
        var wait = _missingSince.GetOrAdd(node, now) + NodeLimits.OrphanQuarantine - now;
        if (wait > TimeSpan.Zero)
            return Outcome.After(wait);

        // Only now are the pods looked for: every one that comes or goes leads here.
        var pods = NodeFacts.PodsOn(_client, node);
        var due = pods.Where(pod => WaitOf(pod, now) <= TimeSpan.Zero).ToList();

        // The cache may be behind, and a pod that is removed by mistake is lost.
        if (due.Count > 0 && await _client.FindAsync<Node>(new ObjectKey("", node), cancel) is null)
        {
            foreach (var pod in due)
                await RemoveAsync(pod, cancel);
        }
        if (due.Count < pods.Count)
            return Outcome.After(pods.Select(pod => WaitOf(pod, now)).Where(static rest => rest > TimeSpan.Zero).Min());
        _missingSince.TryRemove(node, out _);
        return Outcome.Done;
    }

    // A pod may be made just before its node is.
    private static TimeSpan WaitOf(Pod pod, DateTimeOffset now) =>
        (pod.Metadata.CreationTimestamp ?? now) + NodeLimits.OrphanQuarantine - now;

    private async Task<Outcome> CollectWithoutNodeAsync(CancellationToken cancel)
    {
        foreach (var pod in NodeFacts.PodsOn(_client, "").Where(static pod => pod.IsBeingDeleted()))
            await RemoveAsync(pod, cancel);
        var ended = _client.List<Pod>().Where(static pod => pod.IsTerminal() && !pod.IsBeingDeleted()).ToList();
        foreach (var pod in ended.OrderBy(static pod => pod.Metadata.CreationTimestamp).Take(Math.Max(0, ended.Count - _terminatedKept)))
            await RemoveAsync(pod, cancel);
        return Outcome.Done;
    }

    private async Task RemoveAsync(Pod pod, CancellationToken cancel)
    {
        try
        {
            if (!pod.IsTerminal())
                await _client.UpdateStatusAsync(Failed(pod), cancel);
            await _client.DeleteAsync<Pod>(pod.Key, cancel, new DeleteQuery { Uid = pod.Metadata.Uid, GracePeriodSeconds = 0 });
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    private Pod Failed(Pod pod)
    {
        var failed = pod.MutableCopy();
        failed.Status.Phase = "Failed";
        var condition = failed.Condition("DisruptionTarget") ?? failed.Status.Conditions.AddNew();
        condition.Type = "DisruptionTarget";
        condition.Status = "True";
        condition.Reason = "DeletionByPodGC";
        condition.Message = "PodGC: node no longer exists";
        condition.LastTransitionTime = _time.GetUtcNow();
        return failed;
    }
}
