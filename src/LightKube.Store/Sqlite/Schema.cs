namespace LightKube.Store.Sqlite;

/// <summary>The tables, and who may use them.</summary>
/// <remarks>
/// <para><c>log</c> holds one row a version of a key. Its row id is the revision, so that writes append, history is a range, and the
/// index by key is in order of (key, revision) as it stands.</para>
/// <para><c>state</c> is one row: what must survive beside the log.</para>
/// </remarks>
internal static class Schema
{
    /// <summary>'LKst': tells our files from other SQLite databases.</summary>
    private const long ApplicationId = 0x4C4B7374;

    private const long Version = 1;

    /// <summary>Half a typical Pod a page, or two small objects.</summary>
    private const int PageSize = 4096;

    /// <summary>Pages that writing needs again and again: the index's.</summary>
    private const int WriterCacheKiB = 4096;

    /// <summary>Readers are rare, the watch cache serves most; the kernel's cache is behind them.</summary>
    private const int ReaderCacheKiB = 256;

    /// <summary>The log's file is cut to this when it begins anew.</summary>
    private const int WalFileLimit = 16 << 20;

    private const string Tables = """
        CREATE TABLE log (
            revision INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            created INTEGER NOT NULL,     -- revision of the key's creation
            superseded INTEGER NOT NULL,  -- revision of the key's row before this one, 0 if none
            flags INTEGER NOT NULL,       -- 1: deletion, 2: relaxed
            revision_at INTEGER NOT NULL, -- where in a relaxed row's value its revision stands, -1 if nowhere
            value BLOB NOT NULL
        );
        CREATE INDEX log_by_key ON log (key);
        CREATE INDEX log_relaxed ON log (key) WHERE flags = 2;
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 0),
            compacted INTEGER NOT NULL,   -- history before this revision is gone
            reserved INTEGER NOT NULL,    -- revisions up to this one may have been given out without reaching the disk
            clean INTEGER NOT NULL        -- 1: the store was closed in an orderly way
        );
        INSERT INTO state VALUES (0, 1, 1, 1);
        """;

    public static SqliteConnection OpenToWrite(string path, long maxBytes)
    {
        var connection = SqliteConnection.OpenToWrite(path);
        try
        {
            var isNew = connection.QueryInt64("PRAGMA schema_version") == 0;
            if (!isNew)
                ThrowIfForeign(connection);
            Configure(connection, maxBytes);
            if (isNew)
                connection.Execute($"BEGIN; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenToRead(string path)
    {
        var connection = SqliteConnection.OpenToRead(path);
        connection.Execute($"PRAGMA cache_size = -{ReaderCacheKiB}; PRAGMA temp_store = MEMORY");
        return connection;
    }

    private static void ThrowIfForeign(SqliteConnection connection)
    {
        if (connection.QueryInt64("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreException(
                StoreError.UnsupportedVersion, $"{connection.Path} is a database of another program. Give the store a path of its own.");
        }

        var version = connection.QueryInt64("PRAGMA user_version");
        if (version > Version)
        {
            throw new StoreException(
                StoreError.UnsupportedVersion,
                $"The database {connection.Path} has format {version}, written by a newer version; this one knows formats up to " +
                $"{Version}. Run the newer version, or restore a backup made before the upgrade.");
        }
    }

    private static void Configure(SqliteConnection connection, long maxBytes)
    {
        // The first two matter to a new file only, and must come before it is in WAL mode.
        connection.Execute($"PRAGMA page_size = {PageSize}; PRAGMA auto_vacuum = INCREMENTAL");
        if (connection.QueryText("PRAGMA journal_mode = WAL") is var mode && mode != "wal")
        {
            throw new StoreException(
                StoreError.Io,
                $"The database {connection.Path} cannot use a write-ahead log (its mode is '{mode}'): its file system lacks shared memory.");
        }

        connection.Execute(
            $"PRAGMA synchronous = FULL; PRAGMA cache_size = -{WriterCacheKiB}; PRAGMA temp_store = MEMORY; " +
            $"PRAGMA journal_size_limit = {WalFileLimit}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
        if (maxBytes > 0)
            connection.Execute($"PRAGMA max_page_count = {Math.Max(1, maxBytes / PageSize)}");
    }
}
