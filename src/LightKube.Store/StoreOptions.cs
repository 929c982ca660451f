namespace LightKube.Store;

/// <summary>How long a store keeps what it need not keep.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// How far back reads and watches reach. Five minutes, as Kubernetes does: the longest that a client takes over the pages of a list.
    /// </summary>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a relaxed update may get before it is on disk.</summary>
    public TimeSpan RelaxedFlushInterval { get; init; } = TimeSpan.FromMinutes(10);
}
