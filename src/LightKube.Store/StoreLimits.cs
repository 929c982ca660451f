namespace LightKube.Store;

/// <summary>Every bound of the store, with its reason.</summary>
public static class StoreLimits
{
    /// <summary>Writes that wait for the writer. More would only wait longer: at 10,000 writes a second these are 0.4 s.</summary>
    public const int MaxQueuedWrites = 4096;

    /// <summary>Writes in one transaction. Beyond this, sharing the disk's flush gains nothing and the first in line waits for the last.</summary>
    public const int MaxBatchWrites = 512;

    /// <summary>Bytes in one transaction: keeps a commit under some tens of milliseconds on a slow disk.</summary>
    public const int MaxBatchBytes = 4 << 20;

    /// <summary>One value. Above the API server's own limit for a request, so that this one is met only by mistake.</summary>
    public const int MaxValueBytes = 4 << 20;

    /// <summary>A key in UTF-16 units: kind, namespace and name at their longest are about 600.</summary>
    public const int MaxKeyLength = 1024;

    public const int DefaultPageSize = 500;

    /// <summary>A page ends at the first entry that reaches this, so that pages of large values do not fill the memory.</summary>
    public const int MaxPageBytes = 8 << 20;

    /// <summary>Events that wait for a watch's reader; a reader so far behind is better served by a new list.</summary>
    public const int MaxWatchEvents = 16 * 1024;

    /// <summary>Bytes of those events. They are shared between watches, but a slow one may hold them alone.</summary>
    public const int MaxWatchBytes = 32 << 20;
}
