using System.Text;

namespace LightKube.Network.Dns.Wire;

/// <summary>Names in their wire form: labels with a length byte each, an empty label last.</summary>
internal static class WireName
{
    private const byte PointerBits = 0xc0;

    // More pointers than that is a loop or an attack: a name has at most 127 labels.
    private const int JumpsMax = 127;

    /// <summary>
    /// Reads the name at <paramref name="offset"/>, follows compression, and writes it in lower case. Returns its length, and in
    /// <paramref name="next"/> where reading goes on; 0 when it is malformed.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> message, int offset, Span<byte> name, out int next)
    {
        next = 0;
        var length = 0;
        var jumps = 0;
        while (offset < message.Length)
        {
            var label = message[offset];
            if ((label & PointerBits) == PointerBits)
            {
                if (offset + 1 >= message.Length || ++jumps > JumpsMax)
                    return 0;
                next = next == 0 ? offset + 2 : next;
                var target = ((label & ~PointerBits) << 8) | message[offset + 1];
                // Only backwards: a name cannot point into itself.
                if (target >= offset)
                    return 0;
                offset = target;
                continue;
            }
            if (label > DnsLimits.LabelLength || offset + 1 + label > message.Length || length + 1 + label + (label > 0 ? 1 : 0) > DnsLimits.NameLength)
                return 0;
            name[length++] = label;
            for (var index = 1; index <= label; index++)
                name[length++] = Lower(message[offset + index]);
            offset += 1 + label;
            if (label == 0)
            {
                next = next == 0 ? offset : next;
                return length;
            }
        }
        return 0;
    }

    /// <summary>Where the data after the name at this offset begins; 0 when it is malformed.</summary>
    public static int Skip(ReadOnlySpan<byte> message, int offset)
    {
        while (offset < message.Length)
        {
            var label = message[offset];
            if ((label & PointerBits) == PointerBits)
                return offset + 2 <= message.Length ? offset + 2 : 0;
            if (label > DnsLimits.LabelLength)
                return 0;
            offset += 1 + label;
            if (label == 0)
                return offset;
        }
        return 0;
    }

    /// <summary>The wire form of <c>a.b.c</c>, in lower case, with the root label; null when it is no DNS name.</summary>
    public static byte[]? Encode(string name)
    {
        var labels = Labels(name.TrimEnd('.'));
        return labels is null || labels.Length + 1 > DnsLimits.NameLength ? null : [.. labels, 0];
    }

    /// <summary>The same without the root label: part of a name.</summary>
    public static byte[]? Labels(string name)
    {
        if (name.Length == 0)
            return [];
        var encoded = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, encoded.AsSpan(1));
        var start = 0;
        for (var index = 1; index <= encoded.Length; index++)
        {
            if (index < encoded.Length && encoded[index] != '.')
            {
                encoded[index] = Lower(encoded[index]);
                continue;
            }
            var length = index - start - 1;
            if (length is 0 or > DnsLimits.LabelLength)
                return null;
            encoded[start] = (byte)length;
            start = index;
        }
        return encoded;
    }

    public static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
