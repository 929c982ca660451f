using System.Buffers.Binary;
using System.Net;
using System.Text;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Tests.Dns;

/// <summary>Messages as text, for tests: what a query asks, what an answer says.</summary>
internal static class DnsText
{
    public static byte[] Query(string name, RecordType type, int? edns = null, ushort id = 7, ushort flags = HeaderFlags.RecursionDesired)
    {
        var message = new List<byte> { (byte)(id >> 8), (byte)id, (byte)(flags >> 8), (byte)flags, 0, 1, 0, 0, 0, 0, 0, (byte)(edns is null ? 0 : 1) };
        foreach (var label in name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }
        message.AddRange([0, (byte)((ushort)type >> 8), (byte)type, 0, 1]);
        if (edns is { } size)
            message.AddRange([0, 0, (byte)RecordType.Opt, (byte)(size >> 8), (byte)size, 0, 0, 0, 0, 0, 0]);
        return [.. message];
    }

    /// <summary><c>NoError aa: web.default.svc.cluster.local 30 A 10.43.0.80; …</c> — additional records are left out.</summary>
    public static string Of(ReadOnlySpan<byte> message)
    {
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var text = new StringBuilder($"{(ResponseCode)(flags & HeaderFlags.CodeMask)}");
        text.Append((flags & HeaderFlags.Authoritative) != 0 ? " aa" : "").Append((flags & HeaderFlags.Truncated) != 0 ? " tc" : "");
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        Assert.That(WireName.Read(message, DnsLimits.HeaderLength, name, out var next), Is.GreaterThan(0));
        var records = new DnsRecords(message, next + 4);
        while (records.MoveNext())
            if (records.IsAnswer)
                text.Append($"; {Name(message, records.NameOffset)} {records.TimeToLive} {records.Type.ToString().ToUpperInvariant()} {Data(message, records)}");
            else if (records.IsAuthority)
                text.Append($"; authority {Name(message, records.NameOffset)} {records.Type.ToString().ToUpperInvariant()}");
        Assert.That(records.Malformed, Is.False);
        return text.ToString();
    }

    private static string Data(ReadOnlySpan<byte> message, DnsRecords record)
    {
        var data = message.Slice(record.DataOffset, record.DataLength);
        return record.Type switch
        {
            RecordType.A or RecordType.Aaaa => new IPAddress(data).ToString(),
            RecordType.Srv => $"{BinaryPrimitives.ReadUInt16BigEndian(data[4..])} {Name(message, record.DataOffset + 6)}",
            RecordType.Cname or RecordType.Ptr or RecordType.Ns => Name(message, record.DataOffset),
            RecordType.Txt => Encoding.ASCII.GetString(data[1..]),
            _ => $"{data.Length} bytes",
        };
    }

    private static string Name(ReadOnlySpan<byte> message, int offset)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        var length = WireName.Read(message, offset, name, out _);
        Assert.That(length, Is.GreaterThan(0));
        var labels = new List<string>();
        for (var at = 0; name[at] > 0; at += 1 + name[at])
            labels.Add(Encoding.ASCII.GetString(name.Slice(at + 1, name[at])));
        return string.Join('.', labels);
    }
}
