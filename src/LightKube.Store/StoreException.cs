namespace LightKube.Store;

/// <summary>The kinds of failure that callers tell apart.</summary>
public enum StoreError
{
    /// <summary>The revision asked for is older than the history kept.</summary>
    Compacted,

    /// <summary>The revision asked for is newer than the store.</summary>
    FutureRevision,

    /// <summary>A watcher read more slowly than the store wrote and its buffer ran full.</summary>
    SlowWatcher,

    /// <summary>The value is larger than <see cref="StoreLimits.MaxValueBytes"/>.</summary>
    TooLarge,

    /// <summary>The disk is full. Nothing was written.</summary>
    DiskFull,

    /// <summary>Reading or writing the disk failed.</summary>
    Io,

    /// <summary>The database file is damaged or no database.</summary>
    Corrupt,

    /// <summary>Another process has the database open.</summary>
    Locked,

    /// <summary>The database was written by a newer version.</summary>
    UnsupportedVersion,

    /// <summary>The store stopped because of an earlier failure, which is the inner exception.</summary>
    Faulted,

    /// <summary>The store is closed.</summary>
    Closed,
}

/// <summary>A failure of the store; the message is for the person who reads it.</summary>
public sealed class StoreException(StoreError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreError Error { get; } = error;
}
