namespace LightKube.Api.Cbor;

/// <summary>Values of an item's first byte with a meaning of their own (RFC 8949, sections 3 and 3.3).</summary>
internal static class CborHead
{
    /// <summary>The lower five bits that say that one, two, four or eight bytes with the number follow.</summary>
    public const int OneByte = 24, TwoBytes = 25, FourBytes = 26, EightBytes = 27;

    /// <summary>The lower five bits of an item whose end is marked.</summary>
    public const int Indefinite = 31;

    public const byte False = 0xF4, True = 0xF5, Null = 0xF6, Undefined = 0xF7, Half = 0xF9, Single = 0xFA, Double = 0xFB, Break = 0xFF;

    /// <summary>Tags of byte strings that stand for their text in an encoding (section 3.4.5.2).</summary>
    public const ulong Base64Url = 21, Base64 = 22, Base16 = 23;

    /// <summary>Tags of integers too large for the other types (section 3.4.3).</summary>
    public const ulong PositiveBignum = 2, NegativeBignum = 3;

    /// <summary>Tag 55799: 'this is CBOR' (section 3.4.6). Kubernetes puts it before every object.</summary>
    public static ReadOnlySpan<byte> SelfDescribed => [0xD9, 0xD9, 0xF7];
}
