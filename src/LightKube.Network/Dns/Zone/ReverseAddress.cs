using System.Buffers.Text;
using System.Net;

namespace LightKube.Network.Dns.Zone;

/// <summary>Reads the address out of a name of in-addr.arpa or ip6.arpa.</summary>
internal static class ReverseAddress
{
    private const int NibbleNameLength = 64;

    private static ReadOnlySpan<byte> V4Suffix => "\u0007in-addr\u0004arpa\0"u8;
    private static ReadOnlySpan<byte> V6Suffix => "\u0003ip6\u0004arpa\0"u8;

    /// <summary>Null for any other name, and for a network's rather than an address's.</summary>
    public static IPAddress? Of(ReadOnlySpan<byte> name)
    {
        if (name.EndsWith(V4Suffix))
            return V4(name[..^V4Suffix.Length]);
        return name.EndsWith(V6Suffix) && name.Length - V6Suffix.Length == NibbleNameLength ? V6(name[..NibbleNameLength]) : null;
    }

    private static IPAddress? V4(ReadOnlySpan<byte> labels)
    {
        Span<byte> address = stackalloc byte[4];
        for (var index = 3; index >= 0; index--)
        {
            if (labels.IsEmpty || labels.Length < 1 + labels[0])
                return null;
            var label = labels.Slice(1, labels[0]);
            if (!Utf8Parser.TryParse(label, out byte value, out var used) || used != label.Length)
                return null;
            address[index] = value;
            labels = labels[(1 + label.Length)..];
        }
        return labels.IsEmpty ? new IPAddress(address) : null;
    }

    private static IPAddress? V6(ReadOnlySpan<byte> labels)
    {
        Span<byte> address = stackalloc byte[16];
        for (var index = 0; index < 32; index++)
        {
            if (labels[index * 2] != 1 || Nibble(labels[(index * 2) + 1]) is not { } nibble)
                return null;
            address[15 - (index / 2)] |= (byte)(index % 2 == 0 ? nibble : nibble << 4);
        }
        return new IPAddress(address);
    }

    private static int? Nibble(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => null,
    };
}
