using System.Globalization;
using LightKube.Foundation.Files;

namespace LightKube.Server;

/// <summary>Keeps two servers from sharing a data directory. The kernel takes the lock away with the process, however that ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _pidFile;

    private DataDirectoryLock(FileStream file, string pidFile) => (_file, _pidFile) = (file, pidFile);

    /// <exception cref="DataDirectoryException">Another process has it; the message says which.</exception>
    internal static DataDirectoryLock Take(string root)
    {
        var pidFile = Path.Combine(root, "lightkube.pid");
        try
        {
            // FileShare.None is an advisory lock of the whole file, flock(2).
            var file = new FileStream(Path.Combine(root, "lightkube.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            AtomicFile.Write(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", AtomicFile.Public);
            return new DataDirectoryLock(file, pidFile);
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            var holder = File.Exists(pidFile) ? $"process {File.ReadAllText(pidFile).Trim()}" : "another process";
            throw new DataDirectoryException(
                $"The data directory {root} is in use by {holder}. Stop that server, or give this one a directory of its own with --data-dir.", error);
        }
    }

    public void Dispose()
    {
        File.Delete(_pidFile);
        _file.Dispose();
    }

    // What .NET makes of EWOULDBLOCK.
    private static bool IsHeldByAnother(IOException error) => error.GetType() == typeof(IOException) && error.HResult == 11;
}
