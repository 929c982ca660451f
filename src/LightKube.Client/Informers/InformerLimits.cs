using LightKube.Client.Queues;

namespace LightKube.Client.Informers;

/// <summary>The named limits of informers.</summary>
public static class InformerLimits
{
    /// <summary>A watch that ends sooner than this counts as failed, so that a server that ends each one at once is not hammered.</summary>
    public static readonly TimeSpan ShortestGoodWatch = TimeSpan.FromSeconds(1);

    /// <summary>After this long without an answer to 'has the cache seen my write' the log says what is being waited for.</summary>
    public static readonly TimeSpan SlowCacheWarning = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Between failed lists and watches: quick enough that a restarted server is found again at once, slow enough that
    /// hundreds of nodes do not keep it from starting.
    /// </summary>
    public static readonly BackOff Reconnect = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20), Jitter: 0.5);
}
