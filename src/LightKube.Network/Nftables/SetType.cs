namespace LightKube.Network.Nftables;

/// <summary>
/// A field of a set's key or of a map's data. The numbers are the ones by which the <c>nft</c> tool knows how to print them; the
/// kernel cares for lengths only.
/// </summary>
internal enum SetType
{
    Integer = 4,
    Ipv4Address = 7,
    Ipv6Address = 8,
    Protocol = 12,
    Port = 13,
}

internal static class SetTypes
{
    // In a concatenation each field has six bits of the number.
    private const int FieldBits = 6;

    public static uint Number(ReadOnlySpan<SetType> fields)
    {
        uint number = 0;
        foreach (var field in fields)
            number = (number << FieldBits) | (uint)field;
        return number;
    }

    /// <summary>The length of a key or datum: its fields, each padded to a register.</summary>
    public static int Length(ReadOnlySpan<SetType> fields)
    {
        if (fields.Length == 1)
            return FieldLength(fields[0]);
        var length = 0;
        foreach (var field in fields)
            length += (FieldLength(field) + 3) & ~3;
        return length;
    }

    private static int FieldLength(SetType field) => field switch
    {
        SetType.Protocol => 1,
        SetType.Port => 2,
        SetType.Ipv6Address => 16,
        _ => 4,
    };
}
