using System.Text;

namespace LightKube.Store.Sqlite;

/// <summary>One connection to the database. Used by one thread at a time.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private const int OpenReadOnly = 0x1;
    private const int OpenReadWrite = 0x2;
    private const int OpenNoMutex = 0x8000;
    private const uint PreparePersistent = 0x1;
    private const int CheckpointPassive = 0;

    /// <summary>Somebody may look at the database with a shell and hold a lock for a moment.</summary>
    private const int BusyTimeoutMilliseconds = 2000;

    private nint _handle;

    private SqliteConnection(string path, nint handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    public bool InTransaction => NativeMethods.IsAutoCommit(_handle) == 0;

    public static SqliteConnection OpenToWrite(string path) => Open(path, OpenReadWrite | OpenNoMutex);

    public static SqliteConnection OpenToRead(string path) => Open(path, OpenReadOnly | OpenNoMutex);

    public void Execute(string sql) => Check(NativeMethods.Execute(_handle, sql, 0, 0, 0));

    /// <summary>The single number that a statement returns, such as a pragma's; 0 if it returns none.</summary>
    public long QueryInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public string QueryText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    public SqliteStatement Prepare(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* first = text)
        {
            Check(NativeMethods.Prepare(_handle, first, text.Length, PreparePersistent, out var statement, 0));
            return new SqliteStatement(this, statement);
        }
    }

    /// <summary>Copies the write-ahead log's pages into the database, as far as no reader needs them where they are.</summary>
    /// <returns>Whether all of them were copied, so that the next commit begins the log anew.</returns>
    public bool Checkpoint()
    {
        var code = NativeMethods.Checkpoint(_handle, 0, CheckpointPassive, out var pages, out var copied);
        if ((code & 0xFF) == SqliteFailure.Busy)
            return false;
        Check(code);
        return pages == copied;
    }

    /// <summary>
    /// Has the number of pages in the log written to memory after each commit, which also turns SQLite's own checkpoints off; null ends it.
    /// </summary>
    public void ReportWalPages(int* pages) => NativeMethods.SetWalHook(_handle, pages is null ? null : &WalEvents.OnCommit, (nint)pages);

    public StoreException Failure(int code) => SqliteFailure.From(code, _handle, Path);

    public void Dispose()
    {
        if (_handle != 0)
            _ = NativeMethods.Close(_handle);
        _handle = 0;
    }

    private static SqliteConnection Open(string path, int flags)
    {
        var code = NativeMethods.Open(path, out var handle, flags, null);
        if (code != SqliteFailure.Ok)
        {
            var failure = SqliteFailure.From(code, handle, path);
            _ = NativeMethods.Close(handle);
            throw failure;
        }

        _ = NativeMethods.UseExtendedCodes(handle, 1);
        _ = NativeMethods.SetBusyTimeout(handle, BusyTimeoutMilliseconds);
        return new SqliteConnection(path, handle);
    }

    private void Check(int code)
    {
        if (code != SqliteFailure.Ok)
            throw Failure(code);
    }
}
