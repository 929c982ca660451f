using LightKube.Api.Json;

namespace LightKube.Api.Documents;

/// <summary>
/// A JSON object that is kept as its bytes, because nearly nobody looks into it: the field set of a managedFields entry.
/// Within a <see cref="Value"/> it reads as a frozen map, made anew for each who asks. Immutable, shared between documents.
/// </summary>
public sealed class EncodedMap
{
    private readonly byte[] _utf8;

    internal EncodedMap(byte[] utf8, uint hash)
    {
        _utf8 = utf8;
        Hash = hash;
    }

    /// <summary>The object as compact JSON.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    internal uint Hash { get; }

    /// <summary>What a reader made of the bytes, for the next one; kept while the map stands in <see cref="EncodedMaps"/>.</summary>
    internal object? Reading { get; set; }

    /// <summary>The object as a tree, frozen.</summary>
    public DocMap ToMap() => JsonDocumentReader.ReadMap(_utf8).Freeze();

    public bool ContentEquals(EncodedMap other) =>
        ReferenceEquals(this, other) || Utf8.SequenceEqual(other.Utf8) || ToMap().ContentEquals(other.ToMap());
}
