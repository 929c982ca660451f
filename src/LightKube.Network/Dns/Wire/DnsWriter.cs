using System.Buffers.Binary;

namespace LightKube.Network.Dns.Wire;

/// <summary>
/// Writes an answer to a query into a buffer. Records go section by section; one that does not fit is left out whole and
/// the answer is marked as truncated. Names point into the question where they can.
/// </summary>
internal ref struct DnsWriter
{
    private const int OptLength = 11;
    private const ushort InternetClass = 1;
    private const int QuestionName = DnsLimits.HeaderLength;

    private readonly Span<byte> _buffer;
    private readonly int _limit;
    private readonly DnsQuery _query;
    private readonly ushort _flags;
    private int _answers;
    private int _authorities;
    private int _additional;
    private bool _truncated;

    /// <param name="buffer">At least as long as <paramref name="limit"/>.</param>
    /// <param name="limit">The longest answer that the client takes.</param>
    public DnsWriter(Span<byte> buffer, int limit, in DnsQuery query, bool authoritative)
    {
        _buffer = buffer;
        _query = query;
        _limit = limit - (query.HasEdns ? OptLength : 0);
        _flags = (ushort)(HeaderFlags.Response | HeaderFlags.RecursionAvailable
                          | (query.Flags & (HeaderFlags.RecursionDesired | HeaderFlags.CheckingDisabled))
                          | (authoritative ? HeaderFlags.Authoritative : 0));
        Length = DnsLimits.HeaderLength;
        if (query.QuestionEnd == 0)
            return;
        query.Question.CopyTo(buffer[Length..]);
        Length += query.Question.Length;
    }

    public int Length { get; private set; }

    public readonly int Answers => _answers;

    /// <summary>Space for an answer's data; empty when it does not fit. <paramref name="nameOffset"/> is where its name stands.</summary>
    public Span<byte> Answer(int nameOffset, RecordType type, uint timeToLive, int dataLength) =>
        Count(ref _answers, Record(nameOffset, [], type, timeToLive, dataLength));

    public Span<byte> Authority(int nameOffset, RecordType type, uint timeToLive, int dataLength) =>
        Count(ref _authorities, Record(nameOffset, [], type, timeToLive, dataLength));

    /// <summary>An answer whose name stands nowhere in the message yet.</summary>
    public Span<byte> AnswerNamed(scoped ReadOnlySpan<byte> name, RecordType type, uint timeToLive, int dataLength) =>
        Count(ref _answers, Record(QuestionName, name, type, timeToLive, dataLength));

    /// <summary>Closes the message and returns its length.</summary>
    public int End(ResponseCode code)
    {
        if (_query.HasEdns)
            WriteOpt(code);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, _query.Id);
        BinaryPrimitives.WriteUInt16BigEndian(
            _buffer[2..], (ushort)(_flags | (_truncated ? HeaderFlags.Truncated : 0) | ((ushort)code & HeaderFlags.CodeMask)));
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[4..], _query.QuestionEnd == 0 ? (ushort)0 : (ushort)1);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[6..], (ushort)_answers);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[8..], (ushort)_authorities);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[10..], (ushort)_additional);
        return Length;
    }

    private static Span<byte> Count(scoped ref int section, Span<byte> data)
    {
        if (!data.IsEmpty)
            section++;
        return data;
    }

    private Span<byte> Record(int nameOffset, scoped ReadOnlySpan<byte> name, RecordType type, uint timeToLive, int dataLength)
    {
        var nameLength = name.IsEmpty ? 2 : name.Length;
        if (_truncated || Length + nameLength + 10 + dataLength > _limit)
        {
            _truncated = true;
            return default;
        }
        var record = _buffer.Slice(Length, nameLength + 10 + dataLength);
        if (name.IsEmpty)
            BinaryPrimitives.WriteUInt16BigEndian(record, (ushort)(0xc000 | nameOffset));
        else
            name.CopyTo(record);
        var rest = record[nameLength..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], InternetClass);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)dataLength);
        Length += record.Length;
        return rest[10..];
    }

    private void WriteOpt(ResponseCode code)
    {
        var record = _buffer.Slice(Length, OptLength);
        record.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], DnsLimits.UdpLength);
        record[5] = (byte)((ushort)code >> 4);
        Length += OptLength;
        _additional++;
    }
}
