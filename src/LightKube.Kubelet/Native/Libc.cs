using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LightKube.Kubelet.Native;

/// <summary>The functions of the C library that volumes need. Names are the C library's, so that its manual applies.</summary>
internal static partial class Libc
{
    internal const ulong MS_NOSUID = 2;
    internal const ulong MS_NODEV = 4;
    internal const ulong MS_NOEXEC = 8;
    internal const ulong MS_BIND = 4096;

    private const int O_PATH = 0x200000;
    private const int O_NOFOLLOW = 0x20000;
    private const int O_CLOEXEC = 0x80000;
    private const int MNT_DETACH = 2;
    private const int ENOENT = 2;
    private const int EEXIST = 17;
    private const int EINVAL = 22;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int directory, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(int directory, string path, uint mode);

    internal static void MountTmpfs(string target, string options)
    {
        if (mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options) != 0)
            throw Error($"Cannot mount a tmpfs at {target}");
    }

    internal static void BindMount(string source, string target)
    {
        if (mount(source, target, null, MS_BIND, null) != 0)
            throw Error($"Cannot bind {source} to {target}");
    }

    /// <summary>Takes a mount away, at once for new users and later for those who still have it open. No mount there is no error.</summary>
    internal static void Unmount(string target)
    {
        if (umount2(target, MNT_DETACH) != 0 && Marshal.GetLastPInvokeError() is not (EINVAL or ENOENT))
            throw Error($"Cannot unmount {target}");
    }

    /// <summary>Gives a file, or a link itself, to a group, or to a user too.</summary>
    internal static void ChangeOwner(string path, uint? user, uint? group)
    {
        const uint unchanged = uint.MaxValue;
        if (lchown(path, user ?? unchanged, group ?? unchanged) != 0)
            throw Error($"Cannot change the owner of {path}");
    }

    /// <summary>A handle of a path's next component that follows no link; null when it is missing.</summary>
    internal static SafeFileHandle? OpenComponent(SafeFileHandle directory, string name)
    {
        var handle = new SafeFileHandle(openat((int)directory.DangerousGetHandle(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC), ownsHandle: true);
        if (!handle.IsInvalid)
            return handle;
        handle.Dispose();
        return Marshal.GetLastPInvokeError() == ENOENT ? null : throw Error($"Cannot open {name}");
    }

    internal static SafeFileHandle OpenDirectory(string path)
    {
        const int cwd = -100; // AT_FDCWD: an absolute path ignores it
        var handle = new SafeFileHandle(openat(cwd, path, O_PATH | O_CLOEXEC), ownsHandle: true);
        return handle.IsInvalid ? throw Error($"Cannot open {path}") : handle;
    }

    internal static void MakeDirectory(SafeFileHandle parent, string name, UnixFileMode mode)
    {
        if (mkdirat((int)parent.DangerousGetHandle(), name, (uint)mode) != 0 && Marshal.GetLastPInvokeError() != EEXIST)
            throw Error($"Cannot make the directory {name}");
    }

    private static IOException Error(string doing)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{doing}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }
}
