using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Containers;

/// <summary>The seccomp profile in force: the container's, else the pod's, else none.</summary>
internal static class Seccomp
{
    internal static Cri.SecurityProfile Of(SeccompProfile container, SeccompProfile pod, string profileDirectory)
    {
        var profile = container.IsPresent ? container : pod;
        return profile.IsPresent
            ? profile.Type switch
            {
                "RuntimeDefault" => new Cri.SecurityProfile { ProfileType = Cri.SecurityProfile.Types.ProfileType.RuntimeDefault },
                "Localhost" => new Cri.SecurityProfile
                {
                    ProfileType = Cri.SecurityProfile.Types.ProfileType.Localhost,
                    LocalhostRef = Path.Combine(profileDirectory, profile.LocalhostProfile ?? ""),
                },
                _ => Unconfined(),
            }
            : Unconfined();
    }

    private static Cri.SecurityProfile Unconfined() => new() { ProfileType = Cri.SecurityProfile.Types.ProfileType.Unconfined };
}
