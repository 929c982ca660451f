namespace LightKube.Store.Sqlite;

/// <summary>
/// Gives pages that compaction freed back to the file system, when there are so many that the next writes will not need them.
/// </summary>
internal sealed class FreePages(SqliteConnection connection) : IDisposable
{
    /// <summary>16 MiB stay in the file: the next burst of writes uses them again.</summary>
    private const long AlwaysKept = 4096;

    /// <summary>Of a large file a quarter stays.</summary>
    private const long KeptShare = 4;

    /// <summary>Pages moved in one step: some milliseconds.</summary>
    private const int StepPages = 256;

    private readonly SqliteStatement _free = connection.Prepare("PRAGMA freelist_count");
    private readonly SqliteStatement _all = connection.Prepare("PRAGMA page_count");
    private long _excess;

    /// <summary>Looks how many there are.</summary>
    public void Count() => _excess = Read(_free) - Math.Max(AlwaysKept, Read(_all) / KeptShare);

    /// <summary>Gives some back; false when there is nothing to give.</summary>
    public bool Step()
    {
        if (_excess <= 0)
            return false;
        _excess -= StepPages;
        connection.Execute($"PRAGMA incremental_vacuum({StepPages})");
        return _excess > 0;
    }

    public void Dispose()
    {
        _free.Dispose();
        _all.Dispose();
    }

    private static long Read(SqliteStatement pragma)
    {
        var value = pragma.Step() ? pragma.Int64(0) : 0;
        pragma.Reset();
        return value;
    }
}
