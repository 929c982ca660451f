using LightKube.Foundation.Native;

namespace LightKube.Foundation.Processes;

/// <summary>Whether programs that we start get an open file of ours, under the same number. .NET's own files are never passed on.</summary>
public static class DescriptorInheritance
{
    /// <summary>From now on they get it.</summary>
    /// <exception cref="IOException">There is no such descriptor.</exception>
    public static void Allow(int descriptor) => Set(descriptor, 0);

    /// <summary>From now on they do not, as with a file that .NET opened.</summary>
    /// <exception cref="IOException">There is no such descriptor.</exception>
    public static void Forbid(int descriptor) => Set(descriptor, Libc.FD_CLOEXEC);

    private static void Set(int descriptor, int flags)
    {
        if (Libc.fcntl(descriptor, Libc.F_SETFD, flags) != 0)
            throw Libc.Error($"Cannot say who inherits descriptor {descriptor}");
    }
}
