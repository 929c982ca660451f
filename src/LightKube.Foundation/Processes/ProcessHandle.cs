using System.Runtime.InteropServices;
using LightKube.Foundation.Native;
using Microsoft.Win32.SafeHandles;

namespace LightKube.Foundation.Processes;

/// <summary>
/// A running process, our child or not, by the kernel's own handle for it (a pidfd): a signal can never reach another process that got the
/// same id later.
/// </summary>
internal sealed class ProcessHandle
{
    private readonly SafeFileHandle _pidfd;
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProcessHandle(ProcessIdentity identity, SafeFileHandle pidfd)
    {
        (Identity, _pidfd) = (identity, pidfd);
        // The handle can only be waited for by poll(2), which blocks; a supervised process is worth a thread that sleeps.
        new Thread(WaitForExit) { IsBackground = true, Name = "process-wait" }.Start();
    }

    internal ProcessIdentity Identity { get; }

    internal int Pid => Identity.Pid;

    /// <summary>Completes when the process has ended.</summary>
    internal Task<ProcessExit> Exited => _exited.Task;

    /// <summary>The process, if it still runs and is the one meant.</summary>
    internal static ProcessHandle? Open(ProcessIdentity identity)
    {
        var pidfd = new SafeFileHandle(Libc.PidfdOpen(identity.Pid), ownsHandle: true);
        if (pidfd.IsInvalid && Marshal.GetLastPInvokeError() != Libc.ESRCH)
            throw Libc.Error($"Cannot watch process {identity.Pid}");
        // Looked at again with the handle held: from here on the id cannot come to mean another process unnoticed.
        if (pidfd.IsInvalid || ProcessIdentity.OfRunning(identity.Pid) != identity)
        {
            pidfd.Dispose();
            return null;
        }
        return new ProcessHandle(identity, pidfd);
    }

    /// <summary>A child that was just started. It may already have ended, but nobody has waited for it yet.</summary>
    internal static ProcessHandle OpenChild(int pid)
    {
        var pidfd = new SafeFileHandle(Libc.PidfdOpen(pid), ownsHandle: true);
        if (pidfd.IsInvalid)
            throw Libc.Error($"Cannot watch child process {pid}");
        return new ProcessHandle(ProcessIdentity.OfRunning(pid) ?? new ProcessIdentity(pid, 0, ""), pidfd);
    }

    /// <summary>Sends a signal; a process that has ended does not get it, and that is no error.</summary>
    internal void Signal(int signal)
    {
        if (Exited.IsCompleted)
            return;
        if (Libc.PidfdSendSignal(_pidfd, signal) != 0 && Marshal.GetLastPInvokeError() != Libc.ESRCH)
            throw Libc.Error($"Cannot signal process {Pid}");
    }

    /// <summary>Asks the process to end, and kills it when it has not after <paramref name="timeout"/>.</summary>
    internal async Task<ProcessExit> TerminateAsync(TimeSpan timeout, TimeProvider time)
    {
        Signal(Libc.SIGTERM);
        try
        {
            return await Exited.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            Signal(Libc.SIGKILL);
            return await Exited;
        }
    }

    private unsafe void WaitForExit()
    {
        var poll = new Libc.PollFd { Fd = (int)_pidfd.DangerousGetHandle(), Events = Libc.POLLIN };
        while (Libc.poll(&poll, 1, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() is var error && error != Libc.EINTR)
            {
                _exited.SetException(Libc.Error($"Cannot wait for process {Pid}", error));
                return;
            }
        }
        var isOurs = Libc.waitpid(Pid, out var status, Libc.WNOHANG) == Pid;
        _exited.SetResult(isOurs ? ProcessExit.FromWaitStatus(status) : ProcessExit.Unknown);
    }
}
