using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>Keeps each ReplicaSet, or each ReplicationController, at its number of pods.</summary>
internal sealed class ReplicaReconciler<T> : IReconciler<T>
    where T : KubeObject, IKubeObject<T>
{
    private readonly IReplicaKind<T> _kind;
    private readonly CachedClient _client;
    private readonly ObjectEvents _events;
    private readonly TimeProvider _time;

    public ReplicaReconciler(IReplicaKind<T> kind, CachedClient client, InformerSet informers, EventRecorder events, TimeProvider time)
    {
        (_kind, _client, _time) = (kind, client, time);
        _events = events.For(new EventReporter(kind.Reporter));
        OwnedIndex.Ensure<Pod>(informers);
        OwnedIndex.Ensure<T>(informers);
    }

    public string Name => _kind.Name;

    public Reads Reads => Reads.Own<T>().Also<Pod>(SetsOf);

    public Writes Writes => Writes.Only<T>().And<Pod>();

    public int Workers => ReplicaLimits.Workers;

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_client.Find<T>(key) is not { } set)
            return Outcome.Done;                                    // owner references remove the pods
        var claimed = await Adoption.ClaimAsync<T, Pod>(_client, set, labels => _kind.Selects(set, labels), cancel);
        var plan = PlanFor(set, claimed);

        var failure = await CreateAsync(set, plan.Create, cancel) ?? await DeleteAsync(set, plan.Delete, cancel);

        // What was just written is in the cache, so the status counts it.
        var pods = OwnedIndex.ControlledBy(_client.Cache<Pod>(), set.Metadata.Uid);
        await WriteStatusAsync(set, pods, failure, cancel);
        return failure is null
            ? Outcome.AfterOrDone(ReplicaStatusPlan.NextAvailable(pods, _kind.MinReadySeconds(set), _time.GetUtcNow()))
            : Outcome.Retry(failure.Message);
    }

    private IEnumerable<ObjectKey> SetsOf(Pod pod, InformerSet informers)
    {
        if (Owners.ControllerOf(pod) is { } owner)
            return Owners.IsKind<T>(owner) ? [new ObjectKey(pod.Namespace, owner.Name)] : [];
        var sets = informers.Get<T>().List(pod.Namespace);
        return sets.Count == 0 ? [] : SelectingOf(sets, pod);
    }

    private IEnumerable<ObjectKey> SelectingOf(IReadOnlyList<T> sets, Pod pod) =>
        sets.Where(set => _kind.Selects(set, pod.Metadata.Labels)).Select(static set => set.Key);

    // A set that is being deleted neither grows nor shrinks: its pods are the garbage collector's.
    private ReplicaPlan PlanFor(T set, List<Pod> claimed) => set.Metadata.DeletionTimestamp is not null
        ? ReplicaPlan.Nothing
        : ReplicaPlan.For(_kind.Replicas(set), ReplicaPlan.Active(claimed), () => RelatedPodsByNode(set), _time.GetUtcNow());

    private async Task<ReplicaFailure?> CreateAsync(T set, int count, CancellationToken cancel)
    {
        for (var batch = ReplicaLimits.FirstBatch; count > 0; count -= batch, batch *= 2)
        {
            batch = Math.Min(batch, count);
            var failures = await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => CreateOneAsync(set, cancel)));
            if (failures.FirstOrDefault(static failure => failure is not null) is { } failure)
                return failure;
        }
        return null;
    }

    private async Task<ReplicaFailure?> CreateOneAsync(T set, CancellationToken cancel)
    {
        try
        {
            var pod = await _client.CreateAsync(PodFromTemplate.For(set, _kind.Template(set)), cancel);
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

    private async Task<ReplicaFailure?> DeleteAsync(T set, IReadOnlyList<Pod> pods, CancellationToken cancel)
    {
        var failures = await Task.WhenAll(pods.Select(pod => DeleteOneAsync(set, pod, cancel)));
        return failures.FirstOrDefault(static failure => failure is not null);
    }

    private async Task<ReplicaFailure?> DeleteOneAsync(T set, Pod pod, CancellationToken cancel)
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

    private async Task WriteStatusAsync(T set, IReadOnlyList<Pod> pods, ReplicaFailure? failure, CancellationToken cancel)
    {
        var counted = ReplicaStatusPlan.For(_kind, set, pods, failure, _time.GetUtcNow());
        if (_kind.Status(counted).ToValue() != _kind.Status(set).ToValue())
            await _client.UpdateStatusAsync(counted, cancel);
    }

    // Pods of all sets with the same controller (the revisions of a Deployment) count together.
    private Dictionary<string, int> RelatedPodsByNode(T set)
    {
        var pods = _client.Cache<Pod>();
        var sets = Owners.ControllerOf(set) is { } owner
            ? OwnedIndex.ControlledBy(_client.Cache<T>(), owner.Uid)
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
