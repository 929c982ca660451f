namespace LightKube.Store;

/// <summary>What became of a <see cref="Write"/>.</summary>
public readonly record struct WriteResult
{
    /// <summary>Whether the write was made. If not, the key is not as the write expected it; nothing changed.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>
    /// Of a success: the write's own revision. Of a conflict: the revision of the key's last write, or 0 if the key does not exist
    /// (which is also the answer to a deletion of nothing).
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>
    /// Of a success: the bytes as stored, revision inserted; shared with watchers, never to be changed.
    /// Of a conflict: the current bytes if <see cref="Write.ReturnCurrent"/> asked for them and the key exists, else empty.
    /// </summary>
    public ReadOnlyMemory<byte> Value { get; init; }
}
