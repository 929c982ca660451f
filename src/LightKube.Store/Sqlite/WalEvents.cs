using System.Runtime.InteropServices;

namespace LightKube.Store.Sqlite;

/// <summary>What SQLite calls after a commit.</summary>
internal static unsafe class WalEvents
{
    [UnmanagedCallersOnly]
    public static int OnCommit(nint pagesAddress, nint connection, nint database, int pages)
    {
        *(int*)pagesAddress = pages;
        return SqliteFailure.Ok;
    }
}
