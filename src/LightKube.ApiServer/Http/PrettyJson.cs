using System.Buffers;

namespace LightKube.ApiServer.Http;

/// <summary>JSON for people: a line for each value, two spaces for each level, as Go's MarshalIndent writes it. Takes the text in pieces of any size.</summary>
internal sealed class PrettyJson
{
    private int _level;
    private bool _isInString;
    private bool _isEscaped;

    // A map or list has begun; whether anything is in it is not known yet.
    private bool _hasBegun;

    /// <param name="json">The next piece, with whatever white space.</param>
    /// <param name="output">Takes the same with this one.</param>
    public void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        while (json.Length > 0)
        {
            var taken = _isInString ? WriteString(json, output) : WriteToken(json[0], output);
            json = json[taken..];
        }
    }

    private int WriteToken(byte c, IBufferWriter<byte> output)
    {
        if (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return 1;
        }

        var isEnd = c is (byte)'}' or (byte)']';
        if (isEnd)
        {
            _level--;
        }

        if (isEnd != _hasBegun)
        {
            NewLine(output);
        }

        _hasBegun = c is (byte)'{' or (byte)'[';
        output.Write([c]);
        switch (c)
        {
            case (byte)'{' or (byte)'[':
                _level++;
                break;
            case (byte)',':
                NewLine(output);
                break;
            case (byte)':':
                output.Write(" "u8);
                break;
            case (byte)'"':
                _isInString = true;
                break;
        }

        return 1;
    }

    // To the closing quote, or what there is of the string.
    private int WriteString(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var at = 0;
        while (at < json.Length && _isInString)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                at++;
                continue;
            }

            var next = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                at = json.Length;
                break;
            }

            at += next + 1;
            _isEscaped = json[at - 1] == '\\';
            _isInString = _isEscaped;
        }

        output.Write(json[..at]);
        return at;
    }

    private void NewLine(IBufferWriter<byte> output)
    {
        // Whatever closes more than was opened is no JSON of ours.
        var width = 1 + (2 * Math.Max(_level, 0));
        var span = output.GetSpan(width);
        span[0] = (byte)'\n';
        span[1..width].Fill((byte)' ');
        output.Advance(width);
    }
}
