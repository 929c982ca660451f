namespace LightKube.Network.Netlink;

/// <summary>One message of a received datagram.</summary>
internal readonly ref struct NetlinkMessage(ushort type, NetlinkErrorFlags flags, uint sequence, ReadOnlySpan<byte> payload)
{
    public const ushort Error = 2;
    public const ushort Done = 3;

    public ushort Type => type;
    public NetlinkErrorFlags Flags => flags;
    public uint Sequence => sequence;
    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>Walks the messages of a datagram. A length that does not fit ends the walk.</summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public bool TryNext(out NetlinkMessage message)
    {
        message = default;
        if (_rest.Length < NetlinkWriter.HeaderLength)
            return false;
        var length = BitConverter.ToInt32(_rest);
        if (length < NetlinkWriter.HeaderLength || length > _rest.Length)
            return false;
        message = new NetlinkMessage(
            BitConverter.ToUInt16(_rest[4..]), (NetlinkErrorFlags)BitConverter.ToUInt16(_rest[6..]), BitConverter.ToUInt32(_rest[8..]),
            _rest[NetlinkWriter.HeaderLength..length]);
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}

/// <summary>Walks the attributes of a message or of a nested attribute. A length that does not fit ends the walk.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const ushort TypeMask = 0x3fff;
    private ReadOnlySpan<byte> _rest = bytes;

    public ushort Type { get; private set; }
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < 4)
            return false;
        var length = BitConverter.ToUInt16(_rest);
        if (length < 4 || length > _rest.Length)
            return false;
        Type = (ushort)(BitConverter.ToUInt16(_rest[2..]) & TypeMask);
        Value = _rest[4..length];
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>The value of the first attribute of this type, or an empty span.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, ushort type)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.MoveNext())
            if (attributes.Type == type)
                return attributes.Value;
        return default;
    }
}
