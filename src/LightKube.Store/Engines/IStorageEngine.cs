namespace LightKube.Store.Engines;

/// <summary>
/// Where versions of keys are kept. <see cref="KeyValueStore"/> gives it revisions, events and callers; the engine gives durability
/// and history.
/// </summary>
/// <remarks>
/// <para>The write side (everything up to <see cref="Close"/>) is called by one thread. A batch is what is appended between two calls of
/// <see cref="Commit"/> or <see cref="Rollback"/>; the write side sees its own batch, readers see it after Commit.</para>
/// <para>The read side is called by any thread, at revisions that the caller knows to be committed.</para>
/// </remarks>
internal interface IStorageEngine : IDisposable
{
    /// <summary>What was found when the engine was opened: the newest revision that may ever have been seen.</summary>
    long OpenedAtRevision { get; }

    /// <summary>The oldest revision that can still be read at.</summary>
    long CompactedRevision { get; }

    bool TryGetHead(string key, out Head head);

    ReadOnlyMemory<byte> ReadHeadValue(string key);

    void Append(StoreEvent version, in Head head, in Write write);

    void Commit();

    void Rollback();

    /// <summary>Makes everything before a revision unreadable at once; <see cref="CompactStep"/> then deletes it bit by bit.</summary>
    void BeginCompaction(long revision);

    /// <summary>Deletes a bounded number of versions; false when nothing is left to delete.</summary>
    bool CompactStep();

    /// <summary>Writes relaxed updates to the disk.</summary>
    void FlushRelaxed();

    /// <summary>Asks <see cref="Tidy"/> to seal anew what is not sealed as it would be now; completes when that is done.</summary>
    Task Reseal();

    /// <summary>One bounded step of what the engine wants to do between commits; false when there is nothing to do.</summary>
    bool Tidy();

    /// <summary>An orderly end: everything is on disk afterwards. Disposing alone is the end after a failure.</summary>
    void Close();

    StoreEntry? Get(string key, long revision);

    StorePage List(in ListQuery query, long revision);

    long Count(string prefix, long revision);

    /// <summary>Up to <paramref name="limit"/> events with after &lt; revision &lt;= upTo.</summary>
    History Events(string prefix, long after, long upTo, int limit);

    /// <summary>The value of the key's last version before a revision that is not yet compacted.</summary>
    ReadOnlyMemory<byte> ReadPrevious(string key, long revision);

    EngineStatistics Statistics { get; }
}

/// <summary>The newest version of a key that exists.</summary>
/// <param name="ModRevision">Its revision.</param>
/// <param name="CreateRevision">The revision of the key's creation.</param>
/// <param name="StoredRevision">The revision of the key's newest version on disk; differs from the first for relaxed updates.</param>
/// <param name="StoredRelaxed">Whether that version was written as <see cref="Durability.Relaxed"/>.</param>
internal readonly record struct Head(long ModRevision, long CreateRevision, long StoredRevision, bool StoredRelaxed);

/// <summary>A piece of history: all events of the prefix up to <paramref name="Reached"/>.</summary>
internal readonly record struct History(List<StoreEvent> Events, long Reached);

internal readonly record struct EngineStatistics(long DatabaseBytes, long WalBytes, int RelaxedPending);
