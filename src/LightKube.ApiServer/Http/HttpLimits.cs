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

    /// <summary>How long a client may wait for a resourceVersion that the server has not seen yet.</summary>
    public static readonly TimeSpan FreshnessTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Events that a watch takes from the ring in one go, and so writes with one flush.</summary>
    public const int WatchBatch = 256;

    /// <summary>
    /// Bytes of a list or a watch that are written before the connection is given time to take them. Kestrel never gives back the memory
    /// that unsent bytes once took, so this bounds it for each client.
    /// </summary>
    public const int FlushBytes = 256 * 1024;
}
