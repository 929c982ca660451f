namespace LightKube.ApiServer.FlowControl;

/// <summary>Bounds of flow control, with their reasons. Where upstream has the number too, it is upstream's.</summary>
public static class FlowLimits
{
    /// <summary>Requests that only read and are served at once.</summary>
    public const int ReadsInFlight = 400;

    /// <summary>Requests that change something and are served at once.</summary>
    public const int WritesInFlight = 200;

    /// <summary>A list takes a seat for each so many bytes of its answer.</summary>
    public const int BytesPerSeat = 100_000;

    /// <summary>But answers are sent piece by piece, so that no more than this counts.</summary>
    public const long MaxListBytes = 1_000_000;

    /// <summary>A write takes a seat for each so many watches of its resource, if there are as many, for <see cref="EventTime"/> after its answer.</summary>
    /// <remarks>Upstream has 10. Here an event is encoded once for all; measured, a watcher costs 20 μs of a core an event, and 100 of them less than half of that time.</remarks>
    public const int WatchesPerSeat = 100;

    /// <summary>How long a seat is held for the events of a write.</summary>
    public static readonly TimeSpan EventTime = TimeSpan.FromMilliseconds(5);

    /// <summary>No request takes more seats than this.</summary>
    public const int MaxSeats = 10;

    /// <summary>Nor more than this part of its level's nominal seats, so that one list cannot fill it.</summary>
    public const double MaxSeatsPart = 0.15;

    /// <summary>A request waits in a queue for this part of the time that it may take altogether; then another has a better chance.</summary>
    public const double WaitPart = 0.25;

    /// <summary>What a request is taken to last when it is dispatched; what it really took is settled at its end.</summary>
    public static readonly TimeSpan EstimatedService = TimeSpan.FromMilliseconds(3);

    /// <summary>How often levels borrow anew from one another.</summary>
    public static readonly TimeSpan BorrowingInterval = TimeSpan.FromSeconds(10);

    /// <summary>How much of the demand of one interval ago still counts: half of it is forgotten in five minutes.</summary>
    public const double DemandDecay = 0.977;

    /// <summary>What a client is told to wait that would open one watch too many.</summary>
    public const int RetryAfterSeconds = 1;

    /// <summary>Watches that are open at once. Each holds a stream and a place in a ring, about 20 KB.</summary>
    public const int MaxWatches = 20_000;
}
