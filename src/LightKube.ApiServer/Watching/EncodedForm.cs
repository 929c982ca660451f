using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Watching;

/// <summary>A form of an object other than the stored JSON: an encoding, of the whole or of its metadata alone.</summary>
/// <param name="Wire">The encoding; JSON only of the metadata.</param>
/// <param name="MetadataOnly">A PartialObjectMetadata of meta.k8s.io/v1.</param>
public readonly record struct EncodedAs(WireFormat Wire, bool MetadataOnly)
{
    /// <summary>The form that answers in that format are made of; null for JSON itself, for tables, and for what nobody keeps.</summary>
    public static EncodedAs? For(ResponseFormat format) => format switch
    {
        { Projection: Projection.Full, Wire: WireFormat.Protobuf or WireFormat.Cbor } => new EncodedAs(format.Wire, false),
        { Projection: Projection.PartialMetadata, Version: "v1", Wire: not WireFormat.Yaml } => new EncodedAs(format.Wire, true),
        _ => null,
    };
}

/// <summary>
/// An object's bytes in one form. They come and go; their length, once known, stays, so that a list can say how long it is without holding
/// them all.
/// </summary>
internal sealed class EncodedForm(EncodedAs form, EncodedForm? next)
{
    private volatile byte[]? _bytes;

    public EncodedAs Form { get; } = form;

    /// <summary>Another form of the same object.</summary>
    public EncodedForm? Next { get; } = next;

    /// <summary>Null when they are to be made, anew or for the first time.</summary>
    public byte[]? Bytes => _bytes;

    /// <summary>0 until the bytes were made for the first time.</summary>
    public int Length { get; private set; }

    public void Set(byte[] bytes)
    {
        Length = bytes.Length;
        _bytes = bytes;
    }

    public void Forget() => _bytes = null;
}
