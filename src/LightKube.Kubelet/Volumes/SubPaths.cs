using LightKube.Kubelet.Native;
using Microsoft.Win32.SafeHandles;

namespace LightKube.Kubelet.Volumes;

/// <summary>
/// Makes a part of a volume mountable by itself, such that nobody who writes to the volume can point it elsewhere: the path is opened one
/// component at a time without following links, and that very file is bound to a place of ours.
/// </summary>
internal static class SubPaths
{
    private const UnixFileMode NewDirectory = (UnixFileMode)0b111_101_000;

    /// <summary>Binds the path within the volume to the target.</summary>
    /// <exception cref="VolumeException">The path leaves the volume.</exception>
    internal static void Bind(string volume, string subPath, string target)
    {
        Check(subPath);
        if (Mounts.IsMountPoint(target))
            return; // from a run before; the container sees what it saw
        using var file = OpenWithin(volume, subPath);
        var source = $"/proc/self/fd/{(int)file.DangerousGetHandle()}";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (Directory.Exists(source))
            Directory.CreateDirectory(target);
        else if (!File.Exists(target))
            File.Create(target).Dispose();
        Libc.BindMount(source, target);
    }

    private static SafeFileHandle OpenWithin(string volume, string subPath)
    {
        // Links are resolved by hand first, since volumes from objects consist of them; where they lead must be inside.
        var root = RealPath(volume);
        var wanted = Path.Combine(root, subPath);
        var real = Path.Exists(wanted) ? RealPath(wanted) : wanted;
        if (real != root && !real.StartsWith(root + "/", StringComparison.Ordinal))
            throw new VolumeException($"subPath '{subPath}' leads out of its volume");

        var handle = Libc.OpenDirectory(root);
        try
        {
            foreach (var name in Path.GetRelativePath(root, real).Split('/').Where(name => name != "."))
                handle = Step(handle, name);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Step(SafeFileHandle parent, string name)
    {
        using (parent)
        {
            var next = Libc.OpenComponent(parent, name);
            if (next is null)
            {
                Libc.MakeDirectory(parent, name, NewDirectory);
                next = Libc.OpenComponent(parent, name) ?? throw new VolumeException($"'{name}' vanished from the volume");
            }
            return next;
        }
    }

    /// <summary>The path without links in any of its components.</summary>
    private static string RealPath(string path)
    {
        const int maxLinks = 40; // the kernel's own limit
        var resolved = "/";
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }
            var next = Path.Combine(resolved, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }
            if (++links > maxLinks)
                throw new VolumeException($"too many links in '{path}'");
            resolved = Path.IsPathRooted(target) ? "/" : resolved;
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(part);
        }
        return resolved;
    }

    private static void Check(string subPath)
    {
        if (Path.IsPathRooted(subPath) || subPath.Split('/').Contains(".."))
            throw new VolumeException($"subPath '{subPath}' must be relative, without '..'");
    }
}
