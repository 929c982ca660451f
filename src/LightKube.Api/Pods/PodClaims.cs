using LightKube.Api.Core.V1;

namespace LightKube.Api.Pods;

/// <summary>The claims that a pod's volumes stand for: those that they name, and those that are made for ephemeral ones.</summary>
public static class PodClaims
{
    /// <summary>The claim's name; empty when the volume is none.</summary>
    public static string NameOf(Pod pod, Volume volume) =>
        volume.Ephemeral.IsPresent ? $"{pod.Name}-{volume.Name}" : volume.PersistentVolumeClaim.ClaimName;

    /// <summary>Whether the claim is this pod's: another may have the name that one for an ephemeral volume would get.</summary>
    public static bool IsMadeFor(Pod pod, PersistentVolumeClaim claim) =>
        claim.Metadata.OwnerReferences.Any(owner => owner.Controller == true && owner.Uid == pod.Metadata.Uid);
}
