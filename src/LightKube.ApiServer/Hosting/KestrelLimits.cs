namespace LightKube.ApiServer.Hosting;

/// <summary>Bounds of connections, with their reasons.</summary>
internal static class KestrelLimits
{
    /// <summary>A client-go process multiplexes all its watches over one connection; upstream allows 1,000 since its watches passed 250.</summary>
    public const int MaxStreamsPerConnection = 1000;

    /// <summary>Selectors travel in the query; long ones are rare but real.</summary>
    public const int MaxRequestLineBytes = 64 * 1024;

    /// <summary>Tokens and impersonation headers.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>A proxy sends one Impersonate-Group header for each group of a user.</summary>
    public const int MaxHeaders = 500;

    /// <summary>From the connection's first byte to the end of the headers, as upstream.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(32);

    /// <summary>Flow control windows: a client that posts objects need not wait for updates in the middle of one.</summary>
    public const int StreamWindowBytes = 256 * 1024;

    public const int ConnectionWindowBytes = 1024 * 1024;

    /// <summary>Finds dead peers of watches, as upstream's read idle time-out does.</summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);
}
