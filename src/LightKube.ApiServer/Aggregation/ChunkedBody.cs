using System.Buffers;
using System.Globalization;
using System.Text;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Takes the framing off a body in chunks (RFC 9112, 7.1). Sizes, data and trailers may come in any pieces.</summary>
internal sealed class ChunkedBody
{
    /// <summary>A longer line is no size of a chunk and no trailer.</summary>
    private const int MaxLineBytes = 8 * 1024;

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailer,
        Done,
    }

    private State _state = State.Size;
    private long _left;

    public bool IsDone => _state == State.Done;

    /// <summary>Moves what is data from the buffer to the output.</summary>
    /// <returns>True when something was taken off the buffer.</returns>
    /// <exception cref="IOException">The framing is broken.</exception>
    public bool Read(ref ReadOnlySequence<byte> buffer, IBufferWriter<byte> output)
    {
        var before = buffer.Length;
        while (_state != State.Done && Step(ref buffer, output))
        {
        }

        return buffer.Length != before;
    }

    private bool Step(ref ReadOnlySequence<byte> buffer, IBufferWriter<byte> output)
    {
        if (_state == State.Data)
        {
            return TakeData(ref buffer, output);
        }

        if (!TryReadLine(ref buffer, out var line))
        {
            return false;
        }

        switch (_state)
        {
            case State.Size:
                _left = ParseSize(line);
                _state = _left == 0 ? State.Trailer : State.Data;
                break;
            case State.DataEnd when line.Length == 0:
                _state = State.Size;
                break;
            case State.Trailer:
                _state = line.Length == 0 ? State.Done : State.Trailer;
                break;
            default:
                throw new IOException("a chunk of the extension server's answer does not end where it should");
        }

        return true;
    }

    private bool TakeData(ref ReadOnlySequence<byte> buffer, IBufferWriter<byte> output)
    {
        var take = Math.Min(_left, buffer.Length);
        foreach (var segment in buffer.Slice(0, take))
        {
            output.Write(segment.Span);
        }

        buffer = buffer.Slice(take);
        _left -= take;
        _state = _left == 0 ? State.DataEnd : State.Data;
        return take > 0;
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out string line)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8))
        {
            line = "";
            return buffer.Length <= MaxLineBytes ? false : throw new IOException("a line within the extension server's answer has no end");
        }

        buffer = buffer.Slice(reader.Position);
        line = Encoding.ASCII.GetString(bytes);
        return true;
    }

    private static long ParseSize(string line)
    {
        var end = line.IndexOf(';');
        var digits = (end < 0 ? line : line[..end]).Trim();
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) && size >= 0
            ? size
            : throw new IOException("a chunk of the extension server's answer has no size");
    }
}
