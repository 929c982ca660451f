using System.Text;
using LightKube.Api.Schemas;

namespace LightKube.Fuzz.Targets;

/// <summary>Messages in protobuf's wire format, in Kubernetes' envelope: fields as a kind's may be numbered, with values that may fit them.</summary>
internal sealed class WireSeeds(Random random)
{
    private const int MaxDepth = 6;

    public byte[] Next()
    {
        var kind = BuiltIn.Kinds[random.Next(BuiltIn.Kinds.Count)];
        var type = new List<byte>();
        Field(type, 1, Encoding.UTF8.GetBytes(kind.ApiVersion));
        Field(type, 2, Encoding.UTF8.GetBytes(kind.Kind));
        var unknown = new List<byte>("k8s\0"u8.ToArray());
        Field(unknown, 1, [.. type]);
        Field(unknown, 2, Message(0));
        return [.. unknown];
    }

    private byte[] Message(int depth)
    {
        var bytes = new List<byte>();
        for (var i = random.Next(6); i >= 0; i--)
        {
            var number = 1 + random.Next(12);
            switch (random.Next(8))
            {
                case 0:
                    Varint(bytes, (ulong)number << 3);
                    Varint(bytes, (ulong)random.NextInt64(long.MinValue, long.MaxValue));
                    break;
                case 1:
                    Varint(bytes, ((ulong)number << 3) | 1);
                    bytes.AddRange(BitConverter.GetBytes(random.NextInt64()));
                    break;
                case 2 or 3:
                    Field(bytes, number, Encoding.UTF8.GetBytes($"text-{random.Next(100)}"));
                    break;
                default:
                    Field(bytes, number, depth < MaxDepth ? Message(depth + 1) : []);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Field(List<byte> bytes, int number, byte[] value)
    {
        Varint(bytes, ((ulong)number << 3) | 2);
        Varint(bytes, (ulong)value.Length);
        bytes.AddRange(value);
    }

    private static void Varint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
