using System.Globalization;
using System.Text;

namespace LightKube.Foundation.Processes;

/// <summary>
/// Which process it is. A process id alone is reused; with the time at which the process started, and the boot in which that was, it is unique.
/// </summary>
/// <param name="Pid">The process id.</param>
/// <param name="StartTicks">When it started: the 22nd field of <c>/proc/PID/stat</c>, in clock ticks since the boot.</param>
/// <param name="BootId">The kernel's name for the current boot.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId)
{
    /// <summary>The process that has this id now; null when there is none, or only its remains.</summary>
    public static ProcessIdentity? OfRunning(int pid)
    {
        if (TryReadProc(pid, "stat") is not { } bytes)
            return null;
        // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
        var stat = Encoding.UTF8.GetString(bytes);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var (state, startTicks) = (fields[0], fields[19]);
        return state is "Z" or "X" ? null : new ProcessIdentity(pid, long.Parse(startTicks, CultureInfo.InvariantCulture), CurrentBoot());
    }

    /// <summary>The process that a file remembers, if it still runs.</summary>
    public static ProcessIdentity? FindRemembered(string pidFile) => PidFile.FindRunning(pidFile)?.Process;

    /// <summary>Remembers the process in a file.</summary>
    public void Remember(string pidFile) => PidFile.Write(pidFile, this, PidFile.NoFingerprint);

    private static string CurrentBoot() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static byte[]? TryReadProc(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
        }
        catch (IOException) // No such process, or it ended while its file was read.
        {
            return null;
        }
    }
}
