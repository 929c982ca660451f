namespace LightKube.Api.Cbor;

/// <summary>The upper three bits of an item's first byte (RFC 8949, section 3.1).</summary>
internal enum CborMajorType : byte
{
    Unsigned = 0,
    Negative = 1,
    Bytes = 2,
    Text = 3,
    List = 4,
    Map = 5,
    Tag = 6,
    Simple = 7,
}
