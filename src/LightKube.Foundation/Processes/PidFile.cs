using System.Globalization;
using LightKube.Foundation.Files;

namespace LightKube.Foundation.Processes;

/// <summary>Remembers a child process across our own restarts: which process it is, and how it was meant to run.</summary>
/// <remarks>One line: process id, start time, boot id, and the fingerprint of the <see cref="ProcessSpec"/>.</remarks>
internal static class PidFile
{
    /// <summary>Stands in files of processes that are never taken over, only found again.</summary>
    internal const string NoFingerprint = "-";

    /// <summary>Remembers the process.</summary>
    internal static void Write(string path, ProcessIdentity process, string fingerprint) => AtomicFile.Write(
        path,
        string.Create(CultureInfo.InvariantCulture, $"{process.Pid} {process.StartTicks} {process.BootId} {fingerprint}\n"),
        AtomicFile.Public);

    /// <summary>The remembered process, if it still runs. A file that cannot be understood remembers nothing.</summary>
    internal static (ProcessIdentity Process, string Fingerprint)? FindRunning(string path)
    {
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 4
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var startTicks))
            return null;
        var remembered = new ProcessIdentity(pid, startTicks, parts[2]);
        return ProcessIdentity.OfRunning(pid) == remembered ? (remembered, parts[3]) : null;
    }
}
