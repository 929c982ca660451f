using System.Runtime.InteropServices;

namespace LightKube.Store.Sqlite;

/// <summary>SQLite's result codes, and the one place where they become errors for people.</summary>
internal static class SqliteFailure
{
    public const int Ok = 0;
    public const int Row = 100;
    public const int Done = 101;
    public const int Busy = 5;

    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static StoreException From(int code, nint connection, string path)
    {
        var text = Marshal.PtrToStringUTF8(connection == 0 ? NativeMethods.ErrorString(code) : NativeMethods.ErrorMessage(connection));
        var detail = $"SQLite error {code}: {text}";
        return (code & 0xFF) switch
        {
            Full => new StoreException(
                StoreError.DiskFull, $"There is no room left for the database {path} ({detail}). Free some space; nothing needs a restart."),
            Corrupt or NotADatabase => Damaged(path, detail),
            Busy => new StoreException(
                StoreError.Locked, $"Another program holds the database {path} ({detail}). Close it, for example a sqlite3 shell."),
            CannotOpen or ReadOnly => new StoreException(
                StoreError.Io, $"The database {path} cannot be opened for writing ({detail}). Check its owner and mode, and its folder's."),
            _ => new StoreException(StoreError.Io, $"The database {path} could not be read or written ({detail})."),
        };
    }

    public static StoreException Damaged(string path, string detail) => new(
        StoreError.Corrupt,
        $"The database {path} is damaged ({detail}). Keep a copy of it and of {path}-wal, then either put a backup in its place or " +
        $"save what can be saved: sqlite3 {path} .recover | sqlite3 recovered.db");
}
