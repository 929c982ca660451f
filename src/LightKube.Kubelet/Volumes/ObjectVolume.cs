using LightKube.Kubelet.Env;
using LightKube.Kubelet.Native;

namespace LightKube.Kubelet.Volumes;

/// <summary>What the volumes made from API objects have in common: a directory, in memory if secret, written atomically.</summary>
internal sealed class ObjectVolume(TimeProvider time)
{
    private const string TmpfsOptions = "mode=0777"; // as emptyDir; the files have modes of their own

    /// <summary>Writes the files, given as a function since what it throws is reported the same way for all.</summary>
    internal async Task<MountedVolume> WriteAsync(VolumeContext context, bool inMemory, Func<Task<Dictionary<string, VolumeFile>>> read)
    {
        Dictionary<string, VolumeFile> files;
        try
        {
            files = await read();
        }
        catch (PodConfigException e)
        {
            throw new VolumeException(e.Message, e);
        }
        var directory = context.Directory;
        Directory.CreateDirectory(directory);
        if (inMemory && !Mounts.IsMountPoint(directory))
            Libc.MountTmpfs(directory, TmpfsOptions);

        var group = context.Pod.Spec.SecurityContext.FsGroup;
        new AtomicDirectory(directory, time).Write(files, version => FileModes.GiveToGroup(version, group, readOnly: true));
        return new MountedVolume(directory, ReadOnly: true);
    }
}
