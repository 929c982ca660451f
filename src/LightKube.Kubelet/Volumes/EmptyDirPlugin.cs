using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Kubelet.Native;

namespace LightKube.Kubelet.Volumes;

/// <summary>An empty directory that lives as long as its pod, on the node's disk or in memory.</summary>
internal sealed class EmptyDirPlugin : IVolumePlugin
{
    private const UnixFileMode Everyone = (UnixFileMode)0x1FF; // 0777: any user of the pod's containers may write

    public string Name => "kubernetes.io~empty-dir";

    public bool Handles(Volume volume) => volume.EmptyDir.IsPresent;

    public Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel)
    {
        var directory = context.Directory;
        var isNew = !Directory.Exists(directory);
        Directory.CreateDirectory(directory);
        if (context.Spec.EmptyDir.Medium == "Memory" && !Mounts.IsMountPoint(directory))
        {
            Libc.MountTmpfs(directory, SizeOption(context));
            isNew = true;
        }
        if (isNew)
        {
            File.SetUnixFileMode(directory, Everyone);
            FileModes.GiveToGroup(directory, context.Pod.Spec.SecurityContext.FsGroup, readOnly: false);
        }
        return Task.FromResult(new MountedVolume(directory));
    }

    private static string SizeOption(VolumeContext context) =>
        context.Spec.EmptyDir.SizeLimit is { IsZero: false } limit
            ? string.Create(CultureInfo.InvariantCulture, $"mode=0777,size={limit.Units}")
            : "mode=0777";
}
