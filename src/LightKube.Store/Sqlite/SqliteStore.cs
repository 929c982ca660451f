using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LightKube.Store.Sqlite;

/// <summary>Opens stores that last.</summary>
public static partial class SqliteStore
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a database, or makes it.</summary>
    /// <exception cref="StoreException">It is damaged, in use, of a newer version, or cannot be read; the message says what to do.</exception>
    public static KeyValueStore Open(SqliteStoreOptions options, TimeProvider time, ILogger logger)
    {
        var started = time.GetTimestamp();
        var path = Path.GetFullPath(options.Path);
        var engine = OpenEngine(path, options);
        try
        {
            if (engine.Recover())
                LogRecovered(logger, path);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        LogOpened(logger, path, engine.OpenedAtRevision, time.GetElapsedTime(started).TotalMilliseconds);
        return new KeyValueStore(engine, options.Store, time, logger);
    }

    private static SqliteEngine OpenEngine(string path, SqliteStoreOptions options)
    {
        MakeFolder(path);
        var databaseLock = DatabaseLock.Take(path);
        SqliteConnection? connection = null;
        try
        {
            MakeFile(path);
            connection = Schema.OpenToWrite(path, options.MaxDatabaseBytes);
            return new SqliteEngine(databaseLock, connection, options.Seal);
        }
        catch
        {
            connection?.Dispose();
            databaseLock.Dispose();
            throw;
        }
    }

    private static void MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        Debug.Assert(folder is not null, "a full path of a file has a folder");
        if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, FolderMode);
    }

    // Before SQLite does, which would make it readable for everybody. Its log and index files take the database's mode.
    private static void MakeFile(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            UnixCreateMode = FileMode0600,
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Opened the database {Path} at revision {Revision} in {Milliseconds:F0} ms")]
    private static partial void LogOpened(ILogger logger, string path, long revision, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database {Path} was not closed the last time; it was checked and is whole")]
    private static partial void LogRecovered(ILogger logger, string path);
}
