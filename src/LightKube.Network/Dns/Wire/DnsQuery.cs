using System.Buffers.Binary;

namespace LightKube.Network.Dns.Wire;

/// <summary>A query as it was read: one question, and what EDNS says (RFC 6891). Points into the received bytes.</summary>
internal ref struct DnsQuery
{
    private const ushort InternetClass = 1;
    private const uint DnssecOkBit = 0x8000;

    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>The name in lower case, wire form, in the buffer that <see cref="Parse"/> was given.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public ushort Id { get; private set; }
    public ushort Flags { get; private set; }
    public RecordType Type { get; private set; }
    public bool IsInternet { get; private set; }

    /// <summary>Where the question ends.</summary>
    public int QuestionEnd { get; private set; }

    public bool HasEdns { get; private set; }
    public bool DnssecOk { get; private set; }
    public byte EdnsVersion { get; private set; }

    /// <summary>What the client takes over UDP, within our bounds.</summary>
    public int UdpLength { get; private set; }

    /// <summary>The question as it came.</summary>
    public readonly ReadOnlySpan<byte> Question => Message[DnsLimits.HeaderLength..QuestionEnd];

    /// <summary>
    /// Reads a query. Null: to be ignored, since it is no query at all. Else the code to answer with; only with NoError may the
    /// question be used.
    /// </summary>
    public static ResponseCode? Parse(ReadOnlySpan<byte> message, Span<byte> nameBuffer, out DnsQuery query)
    {
        query = new DnsQuery { Message = message, UdpLength = DnsLimits.PlainUdpLength };
        if (message.Length < DnsLimits.HeaderLength)
            return null;
        query.Id = BinaryPrimitives.ReadUInt16BigEndian(message);
        query.Flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((query.Flags & HeaderFlags.Response) != 0)
            return null;
        if ((query.Flags & HeaderFlags.OpcodeMask) != 0)
            return ResponseCode.NotImplemented;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
            return ResponseCode.FormatError;
        var length = WireName.Read(message, DnsLimits.HeaderLength, nameBuffer, out var next);
        // A question has nothing before it to point to.
        if (length == 0 || next - DnsLimits.HeaderLength != length || next + 4 > message.Length)
            return ResponseCode.FormatError;
        query.Name = nameBuffer[..length];
        query.Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(message[next..]);
        query.IsInternet = BinaryPrimitives.ReadUInt16BigEndian(message[(next + 2)..]) == InternetClass;
        query.QuestionEnd = next + 4;
        return query.ReadEdns() ? query.EdnsVersion == 0 ? ResponseCode.NoError : ResponseCode.BadVersion : ResponseCode.FormatError;
    }

    private bool ReadEdns()
    {
        var records = new DnsRecords(Message, QuestionEnd);
        while (records.MoveNext())
        {
            if (records.Type != RecordType.Opt)
                continue;
            if (HasEdns)
                return false;
            HasEdns = true;
            UdpLength = Math.Clamp((int)records.Class, DnsLimits.PlainUdpLength, DnsLimits.UdpLength);
            EdnsVersion = (byte)(records.TimeToLive >> 16);
            DnssecOk = (records.TimeToLive & DnssecOkBit) != 0;
        }
        return !records.Malformed;
    }
}
