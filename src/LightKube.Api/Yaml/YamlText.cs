using System.Buffers;
using System.Globalization;
using System.Text;

namespace LightKube.Api.Yaml;

/// <summary>How a string is written: plain when nobody can misread it, else quoted, or as a block when it has several lines.</summary>
internal static class YamlText
{
    // A plain scalar must not start with what means something else there.
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`=<~";

    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789.:+-_eExXoabcdfABCDFTZinNy ");

    /// <summary>The string on one line.</summary>
    public static string Inline(string text) => IsPlain(text) ? text : IsPrintable(text) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : Escaped(text);

    /// <summary>True when the string has lines and each of them can stand in a block as it is.</summary>
    public static bool FitsBlock(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || text[0] is ' ' or '\t' or '\n')
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\n' && text[i] != '\t' && !IsPrintable(text[i]))
            {
                return false;
            }
        }

        return !text.Contains(" \n", StringComparison.Ordinal) && !text.Contains("\t\n", StringComparison.Ordinal) && !char.IsWhiteSpace(text.TrimEnd('\n')[^1]);
    }

    /// <summary>The string as a literal block, with all its line ends.</summary>
    public static void Block(StringBuilder output, string text, int indent)
    {
        var body = text.TrimEnd('\n');
        var ends = text.Length - body.Length;
        output.Append('|').Append(ends switch { 0 => "-", 1 => "", _ => "+" }).Append('\n');
        foreach (var line in body.Split('\n'))
        {
            output.Append(' ', line.Length > 0 ? indent : 0).Append(line).Append('\n');
        }

        output.Append('\n', Math.Max(0, ends - 1));
    }

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || YamlScalar.IsMisread(text) || IsOddNumber(text) || !IsPrintable(text))
        {
            return false;
        }

        var first = text[0];
        return first != ' ' && text[^1] is not (' ' or ':')
            && (!Indicators.Contains(first, StringComparison.Ordinal) || (first == '-' && text.Length > 1 && char.IsAsciiLetter(text[1])))
            && !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal);
    }

    // Other readers know more numbers than ours: sexagesimal ones, dates, infinities.
    private static bool IsOddNumber(string text) =>
        (char.IsAsciiDigit(text[0]) || text[0] is '.' or '+' or '-')
        && text.AsSpan().IndexOfAnyExcept(NumberLike) < 0
        && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0
        && text.Count(c => c == '.') < 3;

    private static bool IsPrintable(string text) => text.All(IsPrintable);

    private static bool IsPrintable(char c) => c >= ' ' && c is not ('\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff') && !char.IsControl(c) && !char.IsSurrogate(c);

    private static string Escaped(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                _ when IsPrintable(c) || char.IsSurrogate(c) => quoted.Append(c),
                _ => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return quoted.Append('"').ToString();
    }
}
