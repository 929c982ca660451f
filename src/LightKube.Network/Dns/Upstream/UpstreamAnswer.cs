using System.Buffers.Binary;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Upstream;

/// <summary>An answer of another server, without its EDNS record, ready to be given to any client that asks the same.</summary>
internal sealed class UpstreamAnswer
{
    private const int OptLength = 11;

    // Answers are kept this long at most: the node's own resolvers cache better than we need to.
    private const uint KeepSecondsMax = 30;

    private readonly byte[] _message;
    private readonly int _questionEnd;
    private readonly int[] _timesToLive;

    private UpstreamAnswer(byte[] message, int questionEnd, int[] timesToLive, uint keepSeconds)
    {
        _message = message;
        _questionEnd = questionEnd;
        _timesToLive = timesToLive;
        KeepSeconds = keepSeconds;
    }

    public ReadOnlySpan<byte> Message => _message;

    public int QuestionEnd => _questionEnd;

    /// <summary>How long it may be kept; 0: not at all.</summary>
    public uint KeepSeconds { get; }

    public ResponseCode Code => (ResponseCode)(BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(2)) & HeaderFlags.CodeMask);

    /// <summary>Null when the message is malformed.</summary>
    public static UpstreamAnswer? From(byte[] message)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        if (message.Length < DnsLimits.HeaderLength
            || WireName.Read(message, DnsLimits.HeaderLength, name, out var end) == 0 || end + 4 > message.Length)
            return null;
        var offsets = new List<int>();
        var keep = KeepSecondsMax;
        var soaMinimum = 0u;
        var answers = 0;
        var (optStart, optEnd) = (0, 0);
        var records = new DnsRecords(message, end + 4);
        while (records.MoveNext())
        {
            if (records.Type == RecordType.Opt)
            {
                (optStart, optEnd) = (records.NameOffset, records.DataOffset + records.DataLength);
                continue;
            }
            offsets.Add(records.TimeToLiveOffset);
            answers += records.IsAnswer ? 1 : 0;
            keep = Math.Min(keep, records.TimeToLive);
            if (records is { IsAuthority: true, Type: RecordType.Soa, DataLength: >= 4 })
                soaMinimum = BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(records.DataOffset + records.DataLength - 4));
        }
        // Compression may point past a record that is cut out, so only one that stands last is.
        if (records.Malformed || (optEnd != 0 && optEnd != message.Length))
            return null;
        if (optEnd != 0)
        {
            message = message[..optStart];
            var additional = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(10));
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)(additional - 1));
        }
        var answer = new UpstreamAnswer(message, end + 4, [.. offsets], 0);
        var keepSeconds = answer.Code switch
        {
            ResponseCode.NoError when answers > 0 => keep,
            ResponseCode.NoError or ResponseCode.NameError => Math.Min(keep, soaMinimum),
            _ => 0u,
        };
        return new UpstreamAnswer(message, end + 4, answer._timesToLive, keepSeconds);
    }

    /// <summary>Writes it as the answer to a client's query, its times to live shortened by its age. Returns the length.</summary>
    public int Write(in DnsQuery query, Span<byte> buffer, int limit, uint ageSeconds)
    {
        var fits = _message.Length + (query.HasEdns ? OptLength : 0) <= limit;
        var length = fits ? _message.Length : _questionEnd;
        _message.AsSpan(0, length).CopyTo(buffer);
        // The client's own spelling of the name: some check it.
        query.Question.CopyTo(buffer[DnsLimits.HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, query.Id);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(buffer[2..]) & ~(HeaderFlags.RecursionDesired | HeaderFlags.Authoritative);
        flags |= (query.Flags & HeaderFlags.RecursionDesired) | HeaderFlags.RecursionAvailable | (fits ? 0 : HeaderFlags.Truncated);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)flags);
        if (fits)
            foreach (var offset in _timesToLive)
            {
                var timeToLive = BinaryPrimitives.ReadUInt32BigEndian(buffer[offset..]);
                BinaryPrimitives.WriteUInt32BigEndian(buffer[offset..], timeToLive - Math.Min(timeToLive, ageSeconds));
            }
        else
            buffer[6..DnsLimits.HeaderLength].Clear();
        return query.HasEdns ? AppendOpt(buffer, length) : length;
    }

    private static int AppendOpt(Span<byte> buffer, int length)
    {
        var opt = buffer.Slice(length, OptLength);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], DnsLimits.UdpLength);
        var additional = BinaryPrimitives.ReadUInt16BigEndian(buffer[10..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[10..], (ushort)(additional + 1));
        return length + OptLength;
    }
}
