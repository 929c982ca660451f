using System.Globalization;
using System.Text;

namespace LightKube.Api.Regexes;

/// <summary>A place in a pattern, and what single characters look like there.</summary>
internal sealed class Re2Reader(string pattern)
{
    public string Pattern => pattern;

    public int At { get; set; }

    public bool IsAtEnd => At >= pattern.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Peek => PeekAt(0);

    public char PeekAt(int offset) => At + offset < pattern.Length ? pattern[At + offset] : '\0';

    public bool TakeIf(char c)
    {
        if (IsAtEnd || pattern[At] != c)
        {
            return false;
        }

        At++;
        return true;
    }

    /// <summary>The pattern from there up to here.</summary>
    public string Since(int start) => pattern[start..Math.Min(At, pattern.Length)];

    /// <summary>A character that stands for itself, by code point.</summary>
    public int Literal()
    {
        if (char.IsHighSurrogate(Peek) && char.IsLowSurrogate(PeekAt(1)))
        {
            At += 2;
            return char.ConvertToUtf32(pattern[At - 2], pattern[At - 1]);
        }

        return pattern[At++];
    }

    /// <summary>An escape that stands for one character; the backslash is next.</summary>
    public int Escaped()
    {
        var start = At;
        var c = PeekAt(1);
        At += 2;
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return Hex(start);
            case '0':
            case >= '1' and <= '7' when Peek is >= '0' and <= '7':
                return Octal(c - '0');
            default:
                return c < 128 && !char.IsAsciiLetterOrDigit(c) && At <= pattern.Length ? c : throw BadEscape(start);
        }
    }

    private int Octal(int code)
    {
        for (var digits = 1; digits < 3 && Peek is >= '0' and <= '7'; digits++)
        {
            code = (code * 8) + (pattern[At++] - '0');
        }

        return code;
    }

    private int Hex(int start)
    {
        var isLong = TakeIf('{');
        var end = isLong ? pattern.IndexOf('}', At) : At + 2;
        if (end < 0 || end > pattern.Length
            || !int.TryParse(pattern.AsSpan(At..end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code))
        {
            At = Math.Min(At + 1, pattern.Length);
            throw BadEscape(start);
        }

        At = isLong ? end + 1 : end;
        return code;
    }

    private Re2Exception BadEscape(int start) => new($"invalid escape sequence: `{Since(start)}`");
}
