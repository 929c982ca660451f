namespace LightKube.ApiServer.Http;

/// <summary>Bounds of the HTTP surface, with their reasons.</summary>
public static class HttpLimits
{
    /// <summary>A request's body; upstream's limit.</summary>
    public const int MaxBodyBytes = 3 * 1024 * 1024;

    /// <summary>A request that is not meant to last, from its authorization to the last byte of the answer; upstream's default.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A watch without a time-out of its own ends after this long to twice as long, as upstream's do; clients reconnect.</summary>
    public static readonly TimeSpan MinWatchTime = TimeSpan.FromMinutes(30);

    /// <summary>How often a watch that asked for them gets a bookmark.</summary>
    public static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    /// <summary>A watch that is about to end sends its last bookmark so long before, so that the client goes on from there; upstream's time.</summary>
    public static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    /// <summary>A watch whose client takes nothing for so long is cut off: it costs memory and a connection, and could only be told that it is too late.</summary>
    public static readonly TimeSpan WatchStall = TimeSpan.FromSeconds(30);

    /// <summary>Events that a watch takes from the ring in one go, and so writes with one flush.</summary>
    public const int WatchBatch = 256;

    /// <summary>
    /// Bytes of a list or a watch that are written before the connection is given time to take them. Kestrel never gives back the memory
    /// that unsent bytes once took, so this bounds it for each client.
    /// </summary>
    public const int FlushBytes = 256 * 1024;
}
