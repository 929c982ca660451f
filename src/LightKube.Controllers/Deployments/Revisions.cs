using System.Globalization;
using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>The annotations by which <c>kubectl rollout history</c> and <c>undo</c> know revisions, and by which scaling knows what a set was sized for.</summary>
internal static class Revisions
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string History = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    // The Deployment's own: they would be wrong, or much too long, on its ReplicaSets.
    private static readonly string[] NotInherited =
        ["kubectl.kubernetes.io/last-applied-configuration", Revision, History, DesiredReplicas, MaxReplicas, "deprecated.deployment.rollback.to"];

    public static long Of(ReplicaSet set) =>
        long.TryParse(set.Metadata.Annotations[Revision], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    /// <summary>The revision of the present template: one more than that of any other set.</summary>
    public static long Next(Rollout rollout) => rollout.Old.Select(Of).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Brings the annotations of the new set into step with the Deployment.</summary>
    public static void Apply(Rollout rollout, ReplicaSet set)
    {
        foreach (var (key, value) in rollout.Deployment.Metadata.Annotations)
        {
            if (!NotInherited.Contains(key))
                set.Metadata.Annotations[key] = value;
        }
        var (old, next) = (set.Metadata.Annotations[Revision], Next(rollout));
        if (Of(set) >= next)
            return;
        set.Metadata.Annotations[Revision] = next.ToString(CultureInfo.InvariantCulture);

        // An old revision that was rolled back to has been several.
        if (old is not null)
            set.Metadata.Annotations[History] = set.Metadata.Annotations[History] is { Length: > 0 } history ? $"{history},{old}" : old;
    }

    /// <summary>Notes what the set is sized for.</summary>
    public static void ApplySize(Deployment deployment, ReplicaSet set)
    {
        set.Metadata.Annotations[DesiredReplicas] = deployment.Size().ToString(CultureInfo.InvariantCulture);
        set.Metadata.Annotations[MaxReplicas] = (deployment.Size() + deployment.MaxSurge()).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The old sets beyond the history limit, oldest first; none that still has pods.</summary>
    public static IReadOnlyList<ReplicaSet> ToForget(Rollout rollout)
    {
        if (rollout.Deployment.Spec.RevisionHistoryLimit is not { } limit)
            return [];
        var candidates = rollout.Old.Where(static set => set.Metadata.DeletionTimestamp is null)
            .OrderBy(Of).ThenBy(static set => set.Metadata.CreationTimestamp).ToList();
        return [.. candidates.Take(Math.Max(0, candidates.Count - limit)).Where(static set =>
            set.Size() == 0 && set.Status.Replicas == 0 && set.Status.ObservedGeneration >= set.Metadata.Generation)];
    }
}
