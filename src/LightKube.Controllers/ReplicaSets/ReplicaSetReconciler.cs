using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>Keeps each ReplicaSet at its number of pods.</summary>
internal sealed class ReplicaSetReconciler : IReconciler<ReplicaSet>
{
    private readonly CachedClient _client;
    private readonly ObjectEvents _events;
    private readonly TimeProvider _time;

    public ReplicaSetReconciler(CachedClient client, InformerSet informers, EventRecorder events, TimeProvider time)
    {
        (_client, _time) = (client, time);
        _events = events.For(new EventReporter("replicaset-controller"));
        OwnedIndex.Ensure<Pod>(informers);
        OwnedIndex.Ensure<ReplicaSet>(informers);
    }

    public string Name => "replicaset";

    public Reads Reads => Reads.Own<ReplicaSet>().Also<Pod>(SetsOf);

    public Writes Writes => Writes.Only<ReplicaSet>().And<Pod>();

    public int Workers => ReplicaSetLimits.Workers;

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_client.Find<ReplicaSet>(key) is not { } set)
            return Outcome.Done;                                    // owner references remove the pods
        var claimed = await Adoption.ClaimAsync<ReplicaSet, Pod>(_client, set, set.Spec.Selector, cancel);
        var plan = ReplicaSetPlan.For(set, ReplicaSetPlan.Active(claimed), () => RelatedPodsByNode(set), _time.GetUtcNow());

        var failure = await CreateAsync(set, plan.Create, cancel) ?? await DeleteAsync(set, plan.Delete, cancel);

        // What was just written is in the cache, so the status counts it.
        var pods = OwnedIndex.ControlledBy(_client.Cache<Pod>(), set.Metadata.Uid);
        await WriteStatusAsync(set, pods, failure, cancel);
        return failure is null
            ? Outcome.AfterOrDone(ReplicaSetStatusPlan.NextAvailable(set, pods, _time.GetUtcNow()))
            : Outcome.Retry(failure.Message);
    }

    private static IEnumerable<ObjectKey> SetsOf(Pod pod, InformerSet informers)
    {
        if (Owners.ControllerOf(pod) is { } owner)
            return Owners.IsKind<ReplicaSet>(owner) ? [new ObjectKey(pod.Namespace, owner.Name)] : [];
        return informers.Get<ReplicaSet>().List(pod.Namespace)
            .Where(set => LabelMatch.Fits(set.Spec.Selector, pod.Metadata.Labels)).Select(static set => set.Key);
    }

    private async Task<ReplicaFailure?> CreateAsync(ReplicaSet set, int count, CancellationToken cancel)
    {
        for (var batch = ReplicaSetLimits.FirstBatch; count > 0; count -= batch, batch *= 2)
        {
            batch = Math.Min(batch, count);
            var failures = await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => CreateOneAsync(set, cancel)));
            if (failures.FirstOrDefault(static failure => failure is not null) is { } failure)
                return failure;
        }
        return null;
    }

    private async Task<ReplicaFailure?> CreateOneAsync(ReplicaSet set, CancellationToken cancel)
    {
        try
        {
            var pod = await _client.CreateAsync(PodFromTemplate.For(set, set.Spec.Template), cancel);
            _events.Normal(set, "SuccessfulCreate", $"Created pod: {pod.Name}");
            return null;
        }
        catch (ApiException error) when (error.Causes.Any(static cause => cause.Reason == "NamespaceTerminating"))
        {
            return null;                                            // nothing can be created there any more, and the set is going too
        }
        catch (ApiException error)
        {
            _events.Warning(set, "FailedCreate", $"Error creating: {error.Message}");
            return new ReplicaFailure("FailedCreate", error.Message);
        }
    }

    private async Task<ReplicaFailure?> DeleteAsync(ReplicaSet set, IReadOnlyList<Pod> pods, CancellationToken cancel)
    {
        var failures = await Task.WhenAll(pods.Select(pod => DeleteOneAsync(set, pod, cancel)));
        return failures.FirstOrDefault(static failure => failure is not null);
    }

    private async Task<ReplicaFailure?> DeleteOneAsync(ReplicaSet set, Pod pod, CancellationToken cancel)
    {
        try
        {
            await _client.DeleteAsync<Pod>(pod.Key, cancel, new DeleteQuery { Uid = pod.Metadata.Uid });
            _events.Normal(set, "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            return null;
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            return null;
        }
        catch (ApiException error)
        {
            _events.Warning(set, "FailedDelete", $"Error deleting: {error.Message}");
            return new ReplicaFailure("FailedDelete", error.Message);
        }
    }

    private async Task WriteStatusAsync(ReplicaSet set, IReadOnlyList<Pod> pods, ReplicaFailure? failure, CancellationToken cancel)
    {
        var counted = ReplicaSetStatusPlan.For(set, pods, failure, _time.GetUtcNow());
        if (counted.Status.ToValue() != set.Status.ToValue())
            await _client.UpdateStatusAsync(counted, cancel);
    }

    // Pods of all sets with the same controller (the revisions of a Deployment) count together.
    private Dictionary<string, int> RelatedPodsByNode(ReplicaSet set)
    {
        var pods = _client.Cache<Pod>();
        var sets = Owners.ControllerOf(set) is { } owner
            ? OwnedIndex.ControlledBy(_client.Cache<ReplicaSet>(), owner.Uid)
            : [set];
        var byNode = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in sets.SelectMany(one => OwnedIndex.ControlledBy(pods, one.Metadata.Uid)))
        {
            if (Pods.PodFacts.IsActive(pod) && pod.Spec.NodeName.Length > 0)
                byNode[pod.Spec.NodeName] = byNode.GetValueOrDefault(pod.Spec.NodeName) + 1;
        }
        return byNode;
    }
}
