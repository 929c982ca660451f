namespace LightKube.Network.Nftables;

// The instructions of the kernel's packet filter that our rules use. A register is one of sixteen of 32 bits; longer values
// fill the registers that follow.

/// <summary>One instruction of a rule. One that compares ends the rule for packets it does not match.</summary>
internal abstract record Expression;

internal enum MetaKey : uint
{
    Mark = 3,
    InputInterfaceName = 6,
    NfProtocol = 15,
    L4Protocol = 16,
}

internal sealed record LoadMeta(MetaKey Key, int Register) : Expression;

internal sealed record SetMark(int Register) : Expression;

internal enum PayloadBase : uint
{
    Network = 1,
    Transport = 2,
}

internal sealed record LoadPayload(PayloadBase Base, int Offset, int Length, int Register) : Expression;

/// <summary>The status bits of the connection, in the machine's byte order.</summary>
internal sealed record LoadConnectionStatus(int Register) : Expression;

/// <summary>The state bit of the connection (invalid 1, established 2, related 4, new 8), in the machine's byte order.</summary>
internal sealed record LoadConnectionState(int Register) : Expression;

internal enum AddressSide : uint
{
    Source = 1,
    Destination = 2,
}

/// <summary>The kind of the packet's address as the routing table sees it (2: local), in the machine's byte order.</summary>
internal sealed record LoadAddressType(AddressSide Side, int Register) : Expression;

internal sealed record LoadRandom(uint Modulus, int Register) : Expression;

internal sealed record LoadConstant(int Register, byte[] Value) : Expression;

internal sealed record Compare(int Register, byte[] Value, bool Equal = true) : Expression;

/// <summary>register = (register &amp; mask) ^ flip</summary>
internal sealed record Bitwise(int Register, byte[] Mask, byte[] Flip) : Expression;

/// <summary>Goes on when the key at the register is in the set; with a destination, loads the element's data there.</summary>
internal sealed record Lookup(string Set, int Register, int? Destination = null) : Expression;

/// <summary>Takes the verdict that the map has for the key at the register, if it has one.</summary>
internal sealed record LookupVerdict(string Map, int Register) : Expression;

/// <summary>A lookup in a constant map of this rule's own: index (an integer) to data or verdict.</summary>
internal sealed record LookupChoice(SetType[]? Data, NftElement[] Choices, int Register, int? Destination) : Expression;

/// <summary>Adds the key at the register to a set of which rules may change elements, or renews its time.</summary>
internal sealed record UpdateSet(string Set, int Register) : Expression;

internal sealed record TakeVerdict(Verdict Verdict) : Expression;

/// <summary>Changes the destination; the address at one register, the port at another.</summary>
internal sealed record DestinationNat(IpFamily Family, int AddressRegister, int PortRegister) : Expression;

/// <summary>Changes the source to the address of the interface it leaves by, with a port chosen at random.</summary>
internal sealed record Masquerade : Expression;

/// <summary>Answers TCP with a reset, everything else with "port unreachable", and drops the packet.</summary>
internal sealed record Reject(bool WithTcpReset) : Expression;

/// <summary>Keeps the packet out of connection tracking, and so out of all address translation.</summary>
internal sealed record NoTrack : Expression;
