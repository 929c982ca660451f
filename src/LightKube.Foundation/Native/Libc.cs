using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LightKube.Foundation.Native;

/// <summary>The few functions of the C library that .NET has no equal for. Names are the C library's, so that its manual applies.</summary>
internal static unsafe partial class Libc
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_CREAT = 0x40;
    internal const int O_APPEND = 0x400;
    internal const int O_CLOEXEC = 0x80000;

    internal const int F_SETFD = 2;
    internal const int FD_CLOEXEC = 1;

    internal const int SIGKILL = 9;
    internal const int SIGTERM = 15;

    internal const int EINTR = 4;
    internal const int ESRCH = 3;

    internal const short POLLIN = 1;
    internal const int WNOHANG = 1;

    internal const short POSIX_SPAWN_SETSIGDEF = 0x04;
    internal const short POSIX_SPAWN_SETSIGMASK = 0x08;
    internal const short POSIX_SPAWN_SETSID = 0x80;

    // The same on every architecture, as for all system calls from number 424 on.
    private const long SysPidfdSendSignal = 424;
    private const long SysPidfdOpen = 434;

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        internal int Fd;
        internal short Events;
        internal short ReturnedEvents;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long a, long b, long c, long d);

    [LibraryImport("libc")]
    internal static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    internal static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int flags, int mode);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int newFd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int firstFd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawnp(out int pid, string file, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    internal static partial int malloc_trim(nuint keep);

    /// <summary>A descriptor of a running process, or -1 with the error set.</summary>
    internal static int PidfdOpen(int pid) => (int)syscall(SysPidfdOpen, pid, 0, 0, 0);

    /// <summary>0, or -1 with the error set.</summary>
    internal static int PidfdSendSignal(SafeFileHandle pidfd, int signal) =>
        (int)syscall(SysPidfdSendSignal, pidfd.DangerousGetHandle(), signal, 0, 0);

    /// <summary>Makes the names in a directory durable: what was created, renamed or removed in it.</summary>
    internal static void SyncDirectory(string path)
    {
        using var directory = new SafeFileHandle(open(path, O_RDONLY | O_CLOEXEC, 0), ownsHandle: true);
        if (directory.IsInvalid || fsync(directory) != 0)
            throw Error($"Cannot write the directory {path} to the disk");
    }

    /// <summary>The last system call's error as an exception whose message says what was being done.</summary>
    internal static IOException Error(string doing) => Error(doing, Marshal.GetLastPInvokeError());

    /// <summary>An error number as an exception whose message says what was being done.</summary>
    internal static IOException Error(string doing, int error) => new($"{doing}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
