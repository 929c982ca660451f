using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.Deployments;

/// <summary>Keeps a ReplicaSet for each Deployment's present template, and moves the pods over from the old ones.</summary>
internal sealed class DeploymentReconciler : IReconciler<Deployment>
{
    private readonly CachedClient _client;
    private readonly ObjectEvents _events;
    private readonly TimeProvider _time;
    private readonly ReplicaSetWriter _sets;

    public DeploymentReconciler(CachedClient client, InformerSet informers, EventRecorder events, TimeProvider time)
    {
        (_client, _time) = (client, time);
        _events = events.For(new EventReporter("deployment-controller"));
        _sets = new ReplicaSetWriter(client, _events);
        OwnedIndex.Ensure<ReplicaSet>(informers);
        OwnedIndex.Ensure<Pod>(informers);
    }

    public string Name => "deployment";

    public Reads Reads => Reads.Own<Deployment>()
        .Also<ReplicaSet>(DeploymentsOf)
        .Also<Pod>(RecreatedDeploymentOf, static (old, current) => old.Status.Phase != current.Status.Phase);

    public Writes Writes => Writes.Only<Deployment>().And<ReplicaSet>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_client.Find<Deployment>(key) is not { } deployment)
            return Outcome.Done;                                    // owner references remove the sets
        if (SelectsEverything(deployment))
        {
            _events.Warning(deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            throw new TerminalException("its selector is empty and would select all pods of the namespace");
        }
        var sets = await Adoption.ClaimAsync<Deployment, ReplicaSet>(
            _client, deployment, labels => LabelMatch.Fits(deployment.Spec.Selector, labels), cancel);
        var note = deployment.Metadata.DeletionTimestamp is null ? await ActAsync(Rollout.Of(deployment, sets), cancel) : null;
        return await WriteStatusAsync(key, note, cancel);
    }

    private static bool SelectsEverything(Deployment deployment) =>
        deployment.Spec.Selector.MatchLabels.Count == 0 && deployment.Spec.Selector.MatchExpressions.Count == 0;

    private static IEnumerable<ObjectKey> DeploymentsOf(ReplicaSet set, InformerSet informers)
    {
        if (Owners.ControllerOf(set) is { } owner)
            return Owners.IsKind<Deployment>(owner) ? [new ObjectKey(set.Namespace, owner.Name)] : [];
        return informers.Get<Deployment>().List(set.Namespace)
            .Where(deployment => LabelMatch.Fits(deployment.Spec.Selector, set.Metadata.Labels)).Select(static deployment => deployment.Key);
    }

    // Only Recreate waits for pods; rolling updates see them through their ReplicaSets.
    private static IEnumerable<ObjectKey> RecreatedDeploymentOf(Pod pod, InformerSet informers) =>
        Owners.ControllerOf(pod) is { } owner && Owners.IsKind<ReplicaSet>(owner)
        && informers.Get<ReplicaSet>().Find(new ObjectKey(pod.Namespace, owner.Name)) is { } set
            ? DeploymentsOf(set, informers).Where(key => informers.Get<Deployment>().Find(key)?.IsRecreate() == true)
            : [];

    private Task<ProgressNote?> ActAsync(Rollout rollout, CancellationToken cancel)
    {
        if (rollout.Deployment.Spec.Paused || ProportionalScaling.IsNeeded(rollout))
            return ResizeAsync(rollout, cancel);
        return rollout.Deployment.IsRecreate() ? RecreateAsync(rollout, cancel) : RollAsync(rollout, cancel);
    }

    private async Task<ProgressNote?> ResizeAsync(Rollout rollout, CancellationToken cancel)
    {
        await _sets.ScaleAsync(rollout.Deployment, ProportionalScaling.Plan(rollout), cancel);
        if (rollout.Deployment.Spec.Paused)
            await _sets.DeleteAsync(Revisions.ToForget(rollout), cancel);
        return null;
    }

    private async Task<ProgressNote?> RollAsync(Rollout rollout, CancellationToken cancel)
    {
        var note = await EnsureNewAsync(rollout, cancel);
        await _sets.ScaleAsync(rollout.Deployment, RollingUpdate.Plan(Refreshed(rollout)), cancel);
        await ForgetAsync(rollout, cancel);
        return note;
    }

    private async Task<ProgressNote?> RecreateAsync(Rollout rollout, CancellationToken cancel)
    {
        if (Recreate.ShrinkOld(rollout) is { Count: > 0 } shrink)
        {
            await _sets.ScaleAsync(rollout.Deployment, shrink, cancel);
            return null;
        }
        var pods = _client.Cache<Pod>();
        if (Recreate.OldPodsRun(rollout.Old.SelectMany(set => OwnedIndex.ControlledBy(pods, set.Metadata.Uid))))
            return null;
        var note = await EnsureNewAsync(rollout, cancel);
        var refreshed = Refreshed(rollout);
        if (refreshed.New is { } current)
            await _sets.ScaleAsync(rollout.Deployment, [new Scaling(current, rollout.Deployment.Size())], cancel);
        await ForgetAsync(refreshed, cancel);
        return note;
    }

    private async Task<ProgressNote?> EnsureNewAsync(Rollout rollout, CancellationToken cancel)
    {
        ProgressNote? note = null;
        if (rollout.New is null)
            note = await _sets.CreateNewAsync(rollout, cancel);
        else
            await _sets.UpdateNewAsync(rollout, cancel);
        if (Refreshed(rollout).New is { } current)
            await _sets.SetRevisionAsync(rollout.Deployment, current, cancel);
        return note;
    }

    private async Task ForgetAsync(Rollout rollout, CancellationToken cancel)
    {
        if (DeploymentProgress.IsComplete(rollout.Deployment, rollout.Deployment.Status))
            await _sets.DeleteAsync(Revisions.ToForget(rollout), cancel);
    }

    private async Task<Outcome> WriteStatusAsync(ObjectKey key, ProgressNote? note, CancellationToken cancel)
    {
        if (_client.Find<Deployment>(key) is not { } deployment)
            return Outcome.Done;
        var now = _time.GetUtcNow();
        var counted = DeploymentStatusPlan.For(Refreshed(new Rollout(deployment, null, [])), note, now);
        if (counted.Status.ToValue() != deployment.Status.ToValue())
            counted = await _client.UpdateStatusAsync(counted, cancel);
        if (note?.Status == "False")
            return Outcome.Retry(note.Message);
        return Outcome.AfterOrDone(DeploymentProgress.UntilDeadline(counted, now));
    }

    // The cache holds what was just written.
    private Rollout Refreshed(Rollout rollout) =>
        Rollout.Of(rollout.Deployment, OwnedIndex.ControlledBy(_client.Cache<ReplicaSet>(), rollout.Deployment.Metadata.Uid));
}
