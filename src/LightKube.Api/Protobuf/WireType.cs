namespace LightKube.Api.Protobuf;

/// <summary>How a field's value stands on the wire: the low three bits of its tag.</summary>
internal enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
