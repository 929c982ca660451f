using System.Net;
using System.Net.Sockets;

namespace LightKube.Network.Nftables;

/// <summary>What differs between IPv4 and IPv6 for a rule: lengths and places of addresses, and names of the maps.</summary>
internal sealed class IpFamily
{
    public static readonly IpFamily V4 = new("4", 2, 4, 12, 16, SetType.Ipv4Address, AddressFamily.InterNetwork);
    public static readonly IpFamily V6 = new("6", 10, 16, 8, 24, SetType.Ipv6Address, AddressFamily.InterNetworkV6);
    public static readonly IpFamily[] All = [V4, V6];

    private IpFamily(string suffix, byte number, int addressLength, int sourceOffset, int destinationOffset, SetType addressType, AddressFamily sockets)
    {
        Suffix = suffix;
        Number = number;
        AddressLength = addressLength;
        SourceOffset = sourceOffset;
        DestinationOffset = destinationOffset;
        AddressType = addressType;
        Sockets = sockets;
    }

    /// <summary>Ends the names of sets and maps that exist once a family: <c>services4</c>.</summary>
    public string Suffix { get; }

    /// <summary>NFPROTO_IPV4 or NFPROTO_IPV6.</summary>
    public byte Number { get; }

    public int AddressLength { get; }

    /// <summary>How many 32-bit registers an address fills.</summary>
    public int AddressRegisters => AddressLength / 4;

    /// <summary>Where the source address stands in the IP header.</summary>
    public int SourceOffset { get; }

    /// <summary>Where the destination address stands in the IP header.</summary>
    public int DestinationOffset { get; }

    public SetType AddressType { get; }

    public AddressFamily Sockets { get; }

    public static IpFamily Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? V4 : V6;
}
