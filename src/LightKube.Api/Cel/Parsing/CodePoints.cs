namespace LightKube.Api.Cel.Parsing;

/// <summary>Strings as CEL counts them: in code points, of which UTF-16 needs two places for the rare ones.</summary>
internal static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        if (text.IndexOfAnyInRange('\ud800', '\udbff') < 0)
        {
            return count;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>Where in the text the code point of that number starts; its length for the number after the last, -1 beyond.</summary>
    public static int Offset(string text, long index)
    {
        if (index < 0)
        {
            return -1;
        }

        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udbff') < 0)
        {
            return index <= text.Length ? (int)index : -1;
        }

        var at = 0;
        for (; index > 0 && at < text.Length; index--)
        {
            at += Length(text, at);
        }

        return index == 0 ? at : -1;
    }

    /// <summary>How many places the code point there takes: 1 or 2.</summary>
    public static int Length(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
}
