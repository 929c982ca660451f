namespace LightKube.Store.Sealing;

/// <summary>Encrypts values on their way to the disk and back. What the store's readers and watchers see is never sealed.</summary>
public interface IValueSeal
{
    /// <summary>Keys that may be sealed begin with one of these; others are never looked at.</summary>
    IReadOnlyList<string> Prefixes { get; }

    /// <summary>The value as the disk gets it; null when it is stored as it is.</summary>
    byte[]? Seal(string key, ReadOnlySpan<byte> value);

    /// <summary>The value that was sealed, or the bytes themselves when they are not sealed.</summary>
    /// <exception cref="StoreException">It cannot be opened: the key is not known, or the bytes were changed or moved.</exception>
    byte[] Open(string key, byte[] stored);

    /// <summary>Whether the bytes are as <see cref="Seal"/> would make them now.</summary>
    bool IsCurrent(string key, ReadOnlySpan<byte> stored);
}
