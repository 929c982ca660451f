namespace LightKube.Network.Nftables;

/// <summary>A named set, or a map when it has data or verdicts.</summary>
internal sealed record NftSet(string Name, SetType[] Key)
{
    /// <summary>The data type of a map; null for a set or a verdict map.</summary>
    public SetType[]? Data { get; init; }

    /// <summary>Elements carry verdicts.</summary>
    public bool HasVerdicts { get; init; }

    /// <summary>Rules may add elements, which leave after this time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most elements that rules may add; 0: no limit.</summary>
    public uint Size { get; init; }

    public int KeyLength => SetTypes.Length(Key);
}

/// <summary>An element of a set (key only), of a verdict map (verdict) or of a data map (data).</summary>
internal readonly record struct NftElement(ReadOnlyMemory<byte> Key, Verdict? Verdict = null, ReadOnlyMemory<byte> Data = default);

/// <summary>What becomes of a packet. Chain is set for jump and goto.</summary>
internal sealed record Verdict(int Code, string? Chain = null)
{
    public static readonly Verdict Accept = new(1);
    public static readonly Verdict Drop = new(0);
    public static readonly Verdict Return = new(-5);
    public static Verdict Jump(string chain) => new(-3, chain);
    public static Verdict Goto(string chain) => new(-4, chain);
}
