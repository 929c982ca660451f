namespace LightKube.Store;

/// <summary>
/// An ordered map from keys to bytes with one revision counter, history, and watches; what the API server stands on.
/// </summary>
/// <remarks>
/// <para>Every committed write has a revision of its own, one greater than the last or more, never less, also across crashes. An empty
/// store is at revision 1, as etcd's is, so that a list of nothing has a revision too.</para>
/// <para>Keys are compared ordinally (see <see cref="StoreKey"/>). Values are opaque. All members may be called from any thread.</para>
/// <para>Failures are <see cref="StoreException"/>s; a lost race for a key is not a failure but a <see cref="WriteResult"/>.</para>
/// </remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>The revision of the newest write that is committed and visible to every read.</summary>
    long CurrentRevision { get; }

    /// <summary>Reads and watches reach back to this revision and no further.</summary>
    long CompactedRevision { get; }

    /// <summary>Sizes and counters, for metrics.</summary>
    StoreStatistics Statistics { get; }

    /// <summary>
    /// Carries out one write and answers when it is durable (see <see cref="Durability"/> for the exception), visible to every
    /// read, and known to every <see cref="IStoreObserver"/>.
    /// </summary>
    /// <remarks>
    /// <paramref name="cancel"/> ends the wait for room in the queue. A write that is queued is carried out and its outcome reported,
    /// so the caller's buffer must stay untouched until the task completes; afterwards it is the caller's again.
    /// </remarks>
    /// <exception cref="StoreException">The write was not made: disk full, I/O error, value too large, store closed or faulted.</exception>
    ValueTask<WriteResult> WriteAsync(Write write, CancellationToken cancel = default);

    /// <summary>Reads a key as it is now, or as it was at a revision; null when it does not, or did not, exist.</summary>
    /// <exception cref="StoreException">The revision is compacted or lies in the future.</exception>
    ValueTask<StoreEntry?> GetAsync(string key, long atRevision = 0, CancellationToken cancel = default);

    /// <summary>Reads one page of keys in order, all at one revision.</summary>
    /// <exception cref="StoreException">The revision is compacted or lies in the future.</exception>
    ValueTask<StorePage> ListAsync(ListQuery query, CancellationToken cancel = default);

    /// <summary>How many keys begin with the prefix now.</summary>
    ValueTask<long> CountAsync(string prefix, CancellationToken cancel = default);

    /// <summary>Follows the keys of a prefix: every event after a revision, in order, without gap or duplicate.</summary>
    /// <exception cref="StoreException">The revision is compacted or lies in the future.</exception>
    IStoreWatch Watch(WatchQuery query);

    /// <summary>
    /// Has the observer called, on the writer's thread, with every commit from now on. <see cref="IStoreRegistration.Revision"/> is
    /// where 'now' lies: a list at that revision plus the events that follow is the whole truth.
    /// </summary>
    IStoreRegistration Observe(IStoreObserver observer);

    /// <summary>
    /// Forgets history up to a revision: what was superseded or deleted by then. Returns once it is done; readers of older revisions
    /// get <see cref="StoreError.Compacted"/> from the first moment on.
    /// </summary>
    ValueTask CompactAsync(long revision, CancellationToken cancel = default);
}
