using System.Buffers;

namespace LightKube.ApiServer.Http;

/// <summary>JSON for people: a line for each value, two spaces for each level, as Go's MarshalIndent writes it.</summary>
internal static class PrettyJson
{
    /// <param name="json">With whatever white space.</param>
    /// <param name="output">Takes the same with this one.</param>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var level = 0;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            switch (c)
            {
                case (byte)'"':
                    var end = StringEnd(json, i);
                    output.Write(json[i..end]);
                    i = end - 1;
                    break;
                case (byte)'{' or (byte)'[' when i + 1 < json.Length && json[i + 1] is (byte)'}' or (byte)']':
                    output.Write(json.Slice(i++, 2));
                    break;
                case (byte)'{' or (byte)'[':
                    output.Write([c]);
                    NewLine(output, ++level);
                    break;
                case (byte)'}' or (byte)']':
                    NewLine(output, --level);
                    output.Write([c]);
                    break;
                case (byte)',':
                    output.Write([c]);
                    NewLine(output, level);
                    break;
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    break;
                case (byte)':':
                    output.Write(": "u8);
                    break;
                default:
                    output.Write([c]);
                    break;
            }
        }
    }

    // Behind the closing quote.
    private static int StringEnd(ReadOnlySpan<byte> json, int start)
    {
        var at = start + 1;
        while (at < json.Length && json[at] != '"')
        {
            at += json[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, json.Length);
    }

    private static void NewLine(IBufferWriter<byte> output, int level)
    {
        var span = output.GetSpan(1 + (2 * level));
        span[0] = (byte)'\n';
        span.Slice(1, 2 * level).Fill((byte)' ');
        output.Advance(1 + (2 * level));
    }
}
