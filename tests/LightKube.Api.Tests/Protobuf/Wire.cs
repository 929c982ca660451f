using System.Text;

namespace LightKube.Api.Tests.Protobuf;

/// <summary>Writes protobuf messages by hand, apart from the code under test.</summary>
internal static class Wire
{
    public static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(int field, params byte[][] content)
    {
        var bytes = Message(content);
        return [.. Varint((ulong)field << 3 | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }

    public static byte[] Number(int field, long number) => [.. Varint((ulong)field << 3), .. Varint((ulong)number)];

    /// <summary>An object as it is sent: the four bytes, and a runtime.Unknown.</summary>
    public static byte[] Object(string apiVersion, string kind, params byte[][] fields) =>
        [.. "k8s\0"u8, .. Bytes(1, Text(1, apiVersion), Text(2, kind)), .. Bytes(2, fields), .. Text(3, ""), .. Text(4, "")];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
