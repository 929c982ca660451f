using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Views;
using LightKube.Client.Informers;

namespace LightKube.Scheduler.Selection;

/// <summary>Whether the claims that a pod's volumes stand for can be used: while one cannot, no node takes the pod.</summary>
internal sealed class ClaimCheck(Informer<PersistentVolumeClaim> claims)
{
    /// <summary>What holds the pod back, in the words that users of Kubernetes know; null when nothing does.</summary>
    public string? ObstacleOf(Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes)
        {
            if (PodClaims.NameOf(pod, volume) is { Length: > 0 } name && ObstacleOf(pod, volume, name) is { } obstacle)
                return obstacle;
        }
        return null;
    }

    private string? ObstacleOf(Pod pod, Volume volume, string name)
    {
        var isEphemeral = volume.Ephemeral.IsPresent;
        return claims.Find(new ObjectKey(pod.Namespace, name)) switch
        {
            null when isEphemeral => $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"",
            null => $"persistentvolumeclaim \"{name}\" not found",
            { Status.Phase: "Lost" } lost => $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{lost.Spec.VolumeName}\"",
            { Metadata.DeletionTimestamp: not null } => $"persistentvolumeclaim \"{name}\" is being deleted",
            var claim when isEphemeral && !PodClaims.IsMadeFor(pod, claim) =>
                $"PVC {claim.Key} was not created for pod {pod.Key} (pod is not owner)",
            _ => null,
        };
    }
}
