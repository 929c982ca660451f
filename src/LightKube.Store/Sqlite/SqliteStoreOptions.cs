using LightKube.Store.Sealing;

namespace LightKube.Store.Sqlite;

/// <summary>Where a SQLite store lies and how large it may get.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file. It and its folder are made if they do not exist, readable by their owner alone.</summary>
    public required string Path { get; init; }

    /// <summary>The database may not grow beyond this; writes then fail with <see cref="StoreError.DiskFull"/>. 0 for no bound.</summary>
    public long MaxDatabaseBytes { get; init; }

    /// <summary>Encrypts what reaches the disk; null for nothing.</summary>
    public IValueSeal? Seal { get; init; }

    public StoreOptions Store { get; init; } = new();
}
