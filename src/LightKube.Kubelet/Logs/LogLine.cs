using System.Globalization;
using System.Text;

namespace LightKube.Kubelet.Logs;

/// <summary>One line of a container's log file: <c>2026-01-01T00:00:00.000000000Z stdout F text</c>.</summary>
/// <param name="Timestamp">As written.</param>
/// <param name="IsStderr">Which of the two streams.</param>
/// <param name="IsPartial">A part of a long line, which the next one continues.</param>
/// <param name="Content">Without the line's end.</param>
internal readonly record struct LogLine(ReadOnlyMemory<byte> Timestamp, bool IsStderr, bool IsPartial, ReadOnlyMemory<byte> Content)
{
    internal DateTimeOffset? Time =>
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(Timestamp.Span), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>Null when it is no such line: cut off by a full disk, or not a log file.</summary>
    /// <param name="line">Without its line end.</param>
    internal static LogLine? Parse(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var first = span.IndexOf((byte)' ');
        if (first <= 0)
            return null;
        var second = span[(first + 1)..].IndexOf((byte)' ') + first + 1;
        var third = span[(second + 1)..].IndexOf((byte)' ') + second + 1;
        // A line without text may lack the blank after its tag.
        if (third <= second)
            third = span.Length;
        var stream = second > first ? span[(first + 1)..second] : default;
        if (!stream.SequenceEqual("stdout"u8) && !stream.SequenceEqual("stderr"u8))
            return null;
        var tag = span[(second + 1)..third];
        return new LogLine(
            line[..first],
            stream.SequenceEqual("stderr"u8),
            tag.Length > 0 && tag[0] == (byte)'P',
            third < span.Length ? line[(third + 1)..] : default);
    }

    internal static IEnumerable<LogLine> ParseAll(ReadOnlyMemory<byte> text)
    {
        while (text.Length > 0)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (Parse(line) is { } parsed)
                yield return parsed;
        }
    }
}
