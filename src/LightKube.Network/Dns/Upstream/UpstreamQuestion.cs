using System.Buffers.Binary;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Upstream;

/// <summary>
/// What is asked of other servers: name, type and the two bits that change an answer. Equal questions have equal key bytes.
/// </summary>
internal static class UpstreamQuestion
{
    public const int KeyLengthMax = DnsLimits.NameLength + 3;
    private const byte DnssecOkBit = 1, CheckingDisabledBit = 2;
    private const int OptLength = 11;
    private const byte DnssecOkFlag = 0x80;

    /// <summary>Name in lower case, type, bits.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> name, RecordType type, bool dnssecOk, bool checkingDisabled, Span<byte> buffer)
    {
        name.CopyTo(buffer);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[name.Length..], (ushort)type);
        buffer[name.Length + 2] = (byte)((dnssecOk ? DnssecOkBit : 0) | (checkingDisabled ? CheckingDisabledBit : 0));
        return buffer[..(name.Length + 3)];
    }

    public static ReadOnlySpan<byte> Key(in DnsQuery query, Span<byte> buffer) =>
        Key(query.Name, query.Type, query.DnssecOk, (query.Flags & HeaderFlags.CheckingDisabled) != 0, buffer);

    /// <summary>The query to send, with our own EDNS record and the given number.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> key, ushort id)
    {
        var bits = key[^1];
        var nameAndType = key[..^1];
        var message = new byte[DnsLimits.HeaderLength + nameAndType.Length + 2 + OptLength];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2),
            (ushort)(HeaderFlags.RecursionDesired | ((bits & CheckingDisabledBit) != 0 ? HeaderFlags.CheckingDisabled : 0)));
        message[5] = 1;
        message[11] = 1;
        nameAndType.CopyTo(message.AsSpan(DnsLimits.HeaderLength));
        var rest = message.AsSpan(DnsLimits.HeaderLength + nameAndType.Length);
        rest[1] = 1;
        rest = rest[2..];
        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(rest[3..], DnsLimits.UdpLength);
        rest[7] = (bits & DnssecOkBit) != 0 ? DnssecOkFlag : (byte)0;
        return message;
    }
}
