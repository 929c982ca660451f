namespace LightKube.Store;

/// <summary>What a committed write did.</summary>
public enum StoreEventType
{
    Created,
    Updated,
    Deleted,
}

/// <summary>One committed write, as watchers and observers see it. One instance is shared by all of them.</summary>
public sealed class StoreEvent
{
    public required StoreEventType Type { get; init; }

    public required string Key { get; init; }

    /// <summary>The revision of the write.</summary>
    public required long Revision { get; init; }

    /// <summary>The revision of the write that created the key; the event's own for a creation.</summary>
    public required long CreateRevision { get; init; }

    /// <summary>The bytes as stored; of a deletion the last state that the deleter gave, may be empty. Never to be changed.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The value before; empty for a creation, and unless a watch asked for it (<see cref="WatchQuery.WithPrevious"/>).</summary>
    public ReadOnlyMemory<byte> PreviousValue { get; init; }

    /// <summary>What the writer gave along (see <see cref="Write.Tag"/>); null for events that come from history.</summary>
    public object? Tag { get; init; }

    public override string ToString() => $"{Type} {Key} @{Revision}";
}
