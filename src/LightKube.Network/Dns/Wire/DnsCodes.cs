namespace LightKube.Network.Dns.Wire;

/// <summary>Record types (RFC 1035, 2782, 3596, 6891). Others pass through by number.</summary>
internal enum RecordType : ushort
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
    Any = 255,
}

/// <summary>Response codes. BadVersion has bits in the OPT record.</summary>
internal enum ResponseCode : ushort
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}

/// <summary>Bits of the second 16-bit word of a header.</summary>
internal static class HeaderFlags
{
    public const ushort Response = 0x8000;
    public const ushort OpcodeMask = 0x7800;
    public const ushort Authoritative = 0x0400;
    public const ushort Truncated = 0x0200;
    public const ushort RecursionDesired = 0x0100;
    public const ushort RecursionAvailable = 0x0080;
    public const ushort CheckingDisabled = 0x0010;
    public const ushort CodeMask = 0x000f;
}

internal static class DnsLimits
{
    public const int HeaderLength = 12;

    /// <summary>The longest name on the wire, its root label included (RFC 1035).</summary>
    public const int NameLength = 255;

    public const int LabelLength = 63;

    /// <summary>What every client takes over UDP.</summary>
    public const int PlainUdpLength = 512;

    /// <summary>What we send over UDP at most: never fragmented on usual paths (DNS flag day 2020).</summary>
    public const int UdpLength = 1232;

    /// <summary>The longest message over TCP, whose length has 16 bits.</summary>
    public const int TcpLength = 65535;
}
