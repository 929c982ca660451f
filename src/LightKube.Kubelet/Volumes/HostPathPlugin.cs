using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>A file or directory of the node itself.</summary>
internal sealed class HostPathPlugin : IVolumePlugin
{
    private const UnixFileMode NewDirectory = (UnixFileMode)0b111_101_101;
    private const UnixFileMode NewFile = (UnixFileMode)0b110_100_100;

    public string Name => "kubernetes.io~host-path";

    public bool Handles(Volume volume) => volume.HostPath.IsPresent;

    public Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel)
    {
        var path = context.Spec.HostPath.Path;
        Check(path, context.Spec.HostPath.Type ?? "");
        return Task.FromResult(new MountedVolume(path));
    }

    private static void Check(string path, string type)
    {
        switch (type)
        {
            case "":
                // Docker made a missing directory; containers still rely on it.
                if (!Path.Exists(path))
                    Directory.CreateDirectory(path, NewDirectory);
                break;
            case "DirectoryOrCreate":
                if (!Path.Exists(path))
                    Directory.CreateDirectory(path, NewDirectory);
                Require(Directory.Exists(path), path, "a directory");
                break;
            case "Directory":
                Require(Directory.Exists(path), path, "a directory");
                break;
            case "FileOrCreate":
                if (!Path.Exists(path))
                    new FileStream(path, new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = NewFile,
                    }).Dispose();
                Require(IsRegularFile(path), path, "a file");
                break;
            case "File":
                Require(IsRegularFile(path), path, "a file");
                break;
            default:
                Require(FileKind.Of(path) == type, path, $"of type {type}");
                break;
        }
    }

    private static bool IsRegularFile(string path) => FileKind.Of(path) == "File";

    private static void Require(bool holds, string path, string what)
    {
        if (!holds)
            throw new VolumeException($"hostPath type check failed: {path} is not {what}");
    }
}
