using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>One volume of one pod.</summary>
/// <param name="Pod">Whose volume.</param>
/// <param name="Spec">What it is made from.</param>
/// <param name="Directory">Where it is to be made: exists only if it was made before.</param>
internal sealed record VolumeContext(Pod Pod, Volume Spec, string Directory);

/// <summary>A volume that is ready to be mounted into containers.</summary>
/// <param name="HostPath">Where it stands on the node.</param>
/// <param name="ReadOnly">Containers may not write to it, whatever they ask.</param>
internal sealed record MountedVolume(string HostPath, bool ReadOnly = false)
{
    /// <summary>When its content should be looked at again although no object changed: a token that runs out. Null for never.</summary>
    internal DateTimeOffset? RefreshAt { get; init; }
}

/// <summary>Makes volumes of one kind.</summary>
internal interface IVolumePlugin
{
    /// <summary>The directory's name: <c>kubernetes.io~empty-dir</c>.</summary>
    string Name { get; }

    bool Handles(Volume volume);

    /// <summary>Makes the volume, or brings an existing one up to date; may be called any number of times.</summary>
    /// <exception cref="VolumeException">It cannot be made now.</exception>
    Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel);
}
