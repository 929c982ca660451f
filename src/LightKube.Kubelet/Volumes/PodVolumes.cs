using LightKube.Api.Core.V1;
using LightKube.Kubelet.Native;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Volumes;

/// <summary>Makes the volumes of pods, brings them up to date, and takes them away.</summary>
internal sealed class PodVolumes(IReadOnlyList<IVolumePlugin> plugins, PodPaths paths)
{
    /// <summary>Makes or refreshes every volume that the pod names.</summary>
    /// <returns>By volume name.</returns>
    /// <exception cref="VolumeException">One of them cannot be made; the message names it.</exception>
    internal async Task<IReadOnlyDictionary<string, MountedVolume>> SetUpAsync(Pod pod, CancellationToken cancel)
    {
        var mounted = new Dictionary<string, MountedVolume>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Volumes)
            mounted[volume.Name] = await SetUpAsync(pod, volume, cancel);
        return mounted;
    }

    /// <summary>Unmounts and deletes everything of a pod. Data behind mounts that are not the pod's own (hostPath, bind mounts) is left alone.</summary>
    internal void TearDown(string podUid)
    {
        var directory = paths.Pod(podUid);
        if (!Directory.Exists(directory))
            return;
        foreach (var mount in Mounts.AtOrBelow(directory))
            Libc.Unmount(mount);
        // What is still mounted would be deleted through: then it is better to leave all of it.
        if (Mounts.AtOrBelow(directory).Count > 0)
            throw new VolumeException($"mounts below {directory} cannot be taken away");
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The uids of pods that have files here.</summary>
    internal IEnumerable<string> KnownPods() => Directory.Exists(paths.PodsDirectory)
        ? Directory.EnumerateDirectories(paths.PodsDirectory).Select(directory => Path.GetFileName(directory))
        : [];

    private async Task<MountedVolume> SetUpAsync(Pod pod, Volume volume, CancellationToken cancel)
    {
        var plugin = plugins.FirstOrDefault(candidate => candidate.Handles(volume))
            ?? throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume.Name}\" : its kind is not supported on this node");
        try
        {
            var directory = paths.Volume(pod.Metadata.Uid, plugin.Name, volume.Name);
            return await plugin.SetUpAsync(new VolumeContext(pod, volume, directory), cancel);
        }
        catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
        {
            throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume.Name}\" : {e.Message}", e);
        }
    }
}
