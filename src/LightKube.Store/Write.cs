namespace LightKube.Store;

/// <summary>What a write does to its key.</summary>
public enum WriteOperation
{
    /// <summary>Creates or replaces the value.</summary>
    Put,

    /// <summary>Removes the key.</summary>
    Delete,
}

/// <summary>What a write must survive before it is acknowledged.</summary>
public enum Durability
{
    /// <summary>Acknowledged only when it is on disk.</summary>
    Full,

    /// <summary>
    /// For heartbeats. An update of a key that was last written so, too, is visible and has its revision at once but reaches the disk
    /// with the next lazy flush (or a full write of the key, or an orderly shutdown). After a crash the key is back in an older state,
    /// under a new, greater revision. Creations and deletions are always <see cref="Full"/>.
    /// </summary>
    Relaxed,
}

/// <summary>One write of one key.</summary>
public readonly record struct Write
{
    /// <summary><see cref="ExpectedRevision"/>: whatever is there, or nothing.</summary>
    public const long Any = -1;

    /// <summary><see cref="ExpectedRevision"/>: the key must not exist.</summary>
    public const long Absent = 0;

    /// <summary><see cref="RevisionOffset"/>: the value is stored as it is.</summary>
    public const int NoRevision = -1;

    public Write()
    {
    }

    /// <summary>See <see cref="StoreKey"/> for what a key may be.</summary>
    public required string Key { get; init; }

    public WriteOperation Operation { get; init; }

    /// <summary>The revision of the key's last write, <see cref="Absent"/> or <see cref="Any"/>.</summary>
    public long ExpectedRevision { get; init; } = Any;

    /// <summary>
    /// The new value. Of a deletion: the last state that watchers are sent, may be empty.
    /// Copied by the store, so the memory may come from a pool.
    /// </summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>
    /// The offset within <see cref="Value"/> at which the store inserts the decimal digits of the write's own revision: between the
    /// quotes of <c>"resourceVersion":""</c>. Nothing is overwritten. <see cref="NoRevision"/> for none.
    /// </summary>
    public int RevisionOffset { get; init; } = NoRevision;

    public Durability Durability { get; init; }

    /// <summary>
    /// Anything that in-process observers of this write get with its event (see <see cref="StoreEvent.Tag"/>); not stored. Spares them
    /// decoding what the writer has just encoded.
    /// </summary>
    public object? Tag { get; init; }

    /// <summary>Asks a conflict to bring the current value along, so that the caller can retry without a read.</summary>
    public bool ReturnCurrent { get; init; }

    /// <summary>A write that succeeds only if the key does not exist.</summary>
    public static Write Create(string key, ReadOnlyMemory<byte> value, int revisionOffset = NoRevision) =>
        new() { Key = key, Value = value, RevisionOffset = revisionOffset, ExpectedRevision = Absent };

    /// <summary>A write that succeeds only if the key was last written at <paramref name="expectedRevision"/>.</summary>
    public static Write Update(string key, long expectedRevision, ReadOnlyMemory<byte> value, int revisionOffset = NoRevision) =>
        new() { Key = key, Value = value, RevisionOffset = revisionOffset, ExpectedRevision = expectedRevision };

    /// <summary>A write that replaces whatever is there.</summary>
    public static Write Put(string key, ReadOnlyMemory<byte> value, int revisionOffset = NoRevision) =>
        new() { Key = key, Value = value, RevisionOffset = revisionOffset };

    /// <summary>Removes a key that exists; watchers are sent <paramref name="lastState"/>.</summary>
    public static Write Delete(
        string key, long expectedRevision = Any, ReadOnlyMemory<byte> lastState = default, int revisionOffset = NoRevision) =>
        new()
        {
            Key = key,
            Operation = WriteOperation.Delete,
            Value = lastState,
            RevisionOffset = revisionOffset,
            ExpectedRevision = expectedRevision,
        };
}
