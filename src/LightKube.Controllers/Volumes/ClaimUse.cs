using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.Volumes;

/// <summary>Which pods use which claims: those that they name, and those that were made for their ephemeral volumes.</summary>
internal static class ClaimUse
{
    private const string PodsByClaim = "claim";

    public static void EnsurePodIndex(InformerSet informers) =>
        informers.Get<Pod>().AddIndex(PodsByClaim, static pod => ClaimsOf(pod).Select(static claim => claim.ToString()));

    /// <summary>The cached pods that name the claim, whether they use it or not.</summary>
    public static IReadOnlyList<Pod> PodsNaming(CachedClient client, ObjectKey claim) => client.Cache<Pod>().ByIndex(PodsByClaim, claim.ToString());

    /// <summary>The claims that the pod names.</summary>
    public static IEnumerable<ObjectKey> ClaimsOf(Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes)
        {
            if (PodClaims.NameOf(pod, volume) is { Length: > 0 } name)
                yield return new ObjectKey(pod.Namespace, name);
        }
    }

    /// <summary>
    /// True from when the pod has a node until it is gone: before, the kubelet refuses a claim that is being deleted. A pod that only waits for
    /// its own finalizers lets go of the claims that were made for it, or each could wait for the other.
    /// </summary>
    public static bool Uses(Pod pod, PersistentVolumeClaim claim) =>
        pod.Spec.NodeName.Length > 0 && pod.Namespace == claim.Namespace && pod.Spec.Volumes.Any(volume => Uses(pod, volume, claim));

    /// <summary>The kubelet is done with the pod, or was not waited for.</summary>
    public static bool IsShutDown(Pod pod) => pod.IsBeingDeleted() && pod.Metadata.DeletionGracePeriodSeconds == 0;

    private static bool Uses(Pod pod, Volume volume, PersistentVolumeClaim claim) =>
        PodClaims.NameOf(pod, volume) == claim.Name && (!volume.Ephemeral.IsPresent || (!IsShutDown(pod) && PodClaims.IsMadeFor(pod, claim)));
}
