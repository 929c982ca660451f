using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.Deployments;

/// <summary>Carries out what was planned for the ReplicaSets of a Deployment.</summary>
internal sealed class ReplicaSetWriter(CachedClient client, ObjectEvents events)
{
    /// <summary>Creates the ReplicaSet of the present template.</summary>
    /// <returns>What to say of it in the Progressing condition; null when it cannot be said yet.</returns>
    public async Task<ProgressNote?> CreateNewAsync(Rollout rollout, CancellationToken cancel)
    {
        var deployment = rollout.Deployment;
        var made = Make(rollout);
        try
        {
            var created = await client.CreateAsync(made, cancel);
            if (created.Size() > 0)
                events.Normal(deployment, "ScalingReplicaSet", $"Scaled up replica set {created.Name} from 0 to {created.Size()}");
            return ProgressNote.Progressing("NewReplicaSetCreated", $"Created new replica set \"{created.Name}\"");
        }
        catch (ApiException error) when (error.IsAlreadyExists)
        {
            await CountCollisionAsync(deployment, made, cancel);
            return null;
        }
        catch (ApiException error) when (error.Causes.Any(static cause => cause.Reason == "NamespaceTerminating"))
        {
            return null;
        }
        catch (ApiException error)
        {
            events.Warning(deployment, "ReplicaSetCreateError", $"Failed to create new replica set \"{made.Name}\": {error.Message}");
            return ProgressNote.Failed("ReplicaSetCreateError", $"Failed to create new replica set \"{made.Name}\": {error.Message}");
        }
    }

    /// <summary>Brings revision, annotations and minReadySeconds of the new ReplicaSet into step.</summary>
    public async Task UpdateNewAsync(Rollout rollout, CancellationToken cancel)
    {
        var current = rollout.New!;
        var updated = current.MutableCopy();
        Revisions.Apply(rollout, updated);
        updated.Spec.MinReadySeconds = rollout.Deployment.Spec.MinReadySeconds;
        if (!updated.Map.ContentEquals(current.Map))
            await client.UpdateAsync(updated, cancel);
    }

    /// <summary>Copies the new ReplicaSet's revision to the Deployment.</summary>
    public async Task SetRevisionAsync(Deployment deployment, ReplicaSet current, CancellationToken cancel)
    {
        var revision = current.Metadata.Annotations[Revisions.Revision];
        if (revision is null || deployment.Metadata.Annotations[Revisions.Revision] == revision)
            return;
        var change = new DocMap();
        change.GetOrAddMap("metadata").GetOrAddMap("annotations").Set(Revisions.Revision, revision);
        await client.PatchAsync<Deployment>(deployment.Key, new Patch(PatchType.Merge, change), cancel);
    }

    public async Task ScaleAsync(Deployment deployment, IEnumerable<Scaling> scalings, CancellationToken cancel)
    {
        foreach (var scaling in scalings)
        {
            var (set, scaled) = (scaling.Set, scaling.Set.MutableCopy());
            scaled.Spec.Replicas = scaling.Size;
            Revisions.ApplySize(deployment, scaled);
            if (scaled.Map.ContentEquals(set.Map))
                continue;
            await client.UpdateAsync(scaled, cancel);
            if (!scaling.IsChange)
                continue;
            var direction = scaling.Size > set.Size() ? "up" : "down";
            events.Normal(deployment, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Name} from {set.Size()} to {scaling.Size}");
        }
    }

    public async Task DeleteAsync(IEnumerable<ReplicaSet> sets, CancellationToken cancel)
    {
        foreach (var set in sets)
            await client.DeleteIfPresentAsync<ReplicaSet>(set.Key, cancel, new DeleteQuery { Uid = set.Metadata.Uid });
    }

    private static ReplicaSet Make(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var hash = TemplateIdentity.Hash(deployment.Spec.Template, deployment.Status.CollisionCount ?? 0);
        var set = new ReplicaSet();
        set.Metadata.Name = $"{deployment.Name}-{hash}";
        set.Metadata.Namespace = deployment.Namespace;
        set.Metadata.OwnerReferences.Add(Owners.NewControllerReference(deployment));
        set.Spec.Replicas = RollingUpdate.NewSize(rollout);
        set.Spec.MinReadySeconds = deployment.Spec.MinReadySeconds;
        set.Spec.Selector = deployment.Spec.Selector;
        set.Spec.Selector.MatchLabels[TemplateIdentity.HashLabel] = hash;
        set.Spec.Template = deployment.Spec.Template;
        set.Spec.Template.Metadata.Labels[TemplateIdentity.HashLabel] = hash;
        foreach (var (key, value) in set.Spec.Template.Metadata.Labels)
            set.Metadata.Labels[key] = value;
        Revisions.Apply(rollout, set);
        Revisions.ApplySize(deployment, set);
        return set;
    }

    // Another template has the same hash, or another owner that name: the next hash is salted with the count.
    private async Task CountCollisionAsync(Deployment deployment, ReplicaSet made, CancellationToken cancel)
    {
        var taken = await client.GetAsync<ReplicaSet>(made.Key, cancel);
        if (Owners.IsControlledBy(taken, deployment) && TemplateIdentity.Same(taken.Spec.Template, deployment.Spec.Template))
            return;
        var counted = deployment.MutableCopy();
        counted.Status.CollisionCount = (deployment.Status.CollisionCount ?? 0) + 1;
        await client.UpdateStatusAsync(counted, cancel);
        throw ApiException.Conflict(Deployment.Schema, deployment.Name, $"the name {made.Name} is taken; the next try has another hash");
    }
}
