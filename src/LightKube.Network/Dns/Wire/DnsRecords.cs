using System.Buffers.Binary;

namespace LightKube.Network.Dns.Wire;

/// <summary>Walks the records after the question, as many as the header counts.</summary>
internal ref struct DnsRecords(ReadOnlySpan<byte> message, int offset)
{
    private const int FixedLength = 10;

    private readonly ReadOnlySpan<byte> _message = message;
    private readonly int _answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
    private readonly int _authorities = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
    private readonly int _count = BinaryPrimitives.ReadUInt16BigEndian(message[6..])
                                  + BinaryPrimitives.ReadUInt16BigEndian(message[8..])
                                  + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
    private int _offset = offset;
    private int _index = -1;

    public bool Malformed { get; private set; }

    public readonly bool IsAnswer => _index < _answers;

    public readonly bool IsAuthority => _index >= _answers && _index < _answers + _authorities;

    /// <summary>Where the record's name begins.</summary>
    public int NameOffset { get; private set; }

    /// <summary>Where its time to live stands.</summary>
    public int TimeToLiveOffset { get; private set; }

    public RecordType Type { get; private set; }
    public ushort Class { get; private set; }
    public uint TimeToLive { get; private set; }

    /// <summary>Where its data begins.</summary>
    public int DataOffset { get; private set; }

    public int DataLength { get; private set; }

    public bool MoveNext()
    {
        if (_index + 1 >= _count)
            return false;
        var data = WireName.Skip(_message, _offset);
        if (data == 0 || data + FixedLength > _message.Length)
            return Fail();
        var length = BinaryPrimitives.ReadUInt16BigEndian(_message[(data + 8)..]);
        if (data + FixedLength + length > _message.Length)
            return Fail();
        NameOffset = _offset;
        Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_message[data..]);
        Class = BinaryPrimitives.ReadUInt16BigEndian(_message[(data + 2)..]);
        TimeToLiveOffset = data + 4;
        TimeToLive = BinaryPrimitives.ReadUInt32BigEndian(_message[(data + 4)..]);
        DataOffset = data + FixedLength;
        DataLength = length;
        _offset = DataOffset + length;
        _index++;
        return true;
    }

    private bool Fail()
    {
        Malformed = true;
        return false;
    }
}
