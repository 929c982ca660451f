using System.Globalization;
using System.Text;

namespace LightKube.Store.Sqlite;

/// <summary>
/// Keeps a second process out: a lock on a file beside the database, held as long as the process lives, gone with it however it ends.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    public static DatabaseLock Take(string databasePath)
    {
        var path = databasePath + ".lock";
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new StoreException(
                StoreError.Locked,
                $"The database {databasePath} is in use by another process (its lock file is {path}). Only one server may have it open.",
                taken);
        }

        // For whoever wonders which process it is.
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return new DatabaseLock(file);
    }

    public void Dispose() => _file.Dispose();
}
