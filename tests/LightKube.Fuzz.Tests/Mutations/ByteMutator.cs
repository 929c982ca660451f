using System.Text;

namespace LightKube.Fuzz.Mutations;

/// <summary>Changes bytes without a thought for what they mean.</summary>
internal sealed class ByteMutator(Random random, IReadOnlyList<string> words)
{
    private static readonly byte[] Odd = [0, 1, 0x7F, 0x80, 0xFF, 0xC0, 0xED, (byte)'\n', (byte)'"', (byte)'\\', (byte)'-', (byte)'.'];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var i = random.Next(4); i >= 0; i--)
        {
            Step(bytes, other);
        }

        if (bytes.Count > FuzzLimits.MaxInput)
        {
            bytes.RemoveRange(FuzzLimits.MaxInput, bytes.Count - FuzzLimits.MaxInput);
        }

        return [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Odd[random.Next(Odd.Length)];
                break;
            case 2:
                bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, random.Next(Math.Min(16, bytes.Count - at) + 1));
                break;
            case 4:
                Repeat(bytes, at);
                break;
            case 5:
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, random.Next(Math.Min(64, other.Length - from) + 1)).ToArray());
                break;
            case 6 when other.Length > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length)).ToArray());
                break;
            default:
                Word(bytes, at);
                break;
        }
    }

    // What stands a thousand times shows what costs more than its length.
    private void Repeat(List<byte> bytes, int at)
    {
        var length = random.Next(Math.Min(32, bytes.Count - at) + 1);
        var times = random.Next(16) == 0 ? random.Next(4096) : random.Next(4);
        var part = bytes.GetRange(at, length);
        for (var i = 0; i < times && bytes.Count < FuzzLimits.MaxInput; i++)
        {
            bytes.InsertRange(at, part);
        }
    }

    private void Word(List<byte> bytes, int at)
    {
        if (words.Count > 0)
        {
            bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)]));
        }
    }
}
