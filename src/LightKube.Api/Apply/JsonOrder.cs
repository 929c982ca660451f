using System.Globalization;

namespace LightKube.Api.Apply;

/// <summary>
/// The order of items named by keys or values: numbers by size, before strings by their characters, before booleans. Works on compact JSON, so
/// that nothing is parsed.
/// </summary>
internal static class JsonOrder
{
    public static int Compare(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var start = NumberStart(left, shared);
        if (IsNumber(left, start) && IsNumber(right, start))
        {
            return NumberAt(left, start).CompareTo(NumberAt(right, start));
        }

        var l = left[shared];
        var r = right[shared];

        // The end of a string comes before any character in it, and numbers come before what is quoted.
        return IsNumber(left, start) ? -1
            : IsNumber(right, start) ? 1
            : l == '"' ? -1
            : r == '"' ? 1
            : l == '}' ? -1
            : r == '}' ? 1
            : l.CompareTo(r);
    }

    // Where a number that both texts have in common begins, when the difference lies within one and not within a string.
    private static int NumberStart(string text, int at)
    {
        var start = at;
        while (start > 0 && IsNumeric(text[start - 1]))
        {
            start--;
        }

        return start == 0 || (text[start - 1] == ':' && !IsWithinString(text, start)) ? start : -1;
    }

    private static bool IsWithinString(string text, int at)
    {
        var within = false;
        for (var i = 0; i < at; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                within = !within;
            }
        }

        return within;
    }

    private static bool IsNumber(string text, int start) => start >= 0 && start < text.Length && (char.IsAsciiDigit(text[start]) || text[start] == '-');

    private static double NumberAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && IsNumeric(text[end]))
        {
            end++;
        }

        return double.Parse(text.AsSpan(start, end - start), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E';
}
