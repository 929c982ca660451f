using System.Globalization;
using System.Text;

namespace LightKube.Api.Regexes;

/// <summary>
/// A set of characters by code point, written as a class of .NET. That knows UTF-16 alone: what lies beyond 0xFFFF becomes pairs of surrogates beside
/// the class.
/// </summary>
internal sealed class RuneSet
{
    private const int Max = 0x10FFFF;
    private const int FirstBeyond = 0x10000;

    private readonly List<(int Low, int High)> _ranges = [];
    private readonly StringBuilder _categories = new();

    public void Add(int low, int high) => _ranges.Add((low, high));

    public void Add(ReadOnlySpan<(int Low, int High)> ranges) => _ranges.AddRange(ranges);

    public void AddAllBut(ReadOnlySpan<(int Low, int High)> ranges) => _ranges.AddRange(Complement([.. ranges]));

    /// <param name="name">A Unicode category, as <c>Lu</c>.</param>
    public void AddCategory(string name, bool negative) => _categories.Append(negative ? @"\P{" : @"\p{").Append(name).Append('}');

    /// <param name="negative">All but these.</param>
    public void Write(StringBuilder to, bool negative)
    {
        var pairs = Beyond(_ranges);
        if (pairs.Count == 0)
        {
            to.Append(negative ? "[^" : "[");
            WriteClass(to);
            to.Append(']');
            return;
        }

        // A negated class takes surrogates one by one, unless they are told apart here.
        to.Append(negative ? @"(?:[^\uD800-\uDFFF" : "(?:[");
        WriteClass(to);
        to.Append(']');
        foreach (var (low, high) in negative ? Beyond(Complement(_ranges)) : pairs)
        {
            WritePairs(to, low, high);
        }

        to.Append(')');
    }

    /// <summary>One character, so that a repetition behind it means all of it.</summary>
    public static void WriteOne(StringBuilder to, int rune)
    {
        if (rune >= FirstBeyond)
        {
            to.Append("(?:");
            Unit(to, char.ConvertFromUtf32(rune)[0]);
            Unit(to, char.ConvertFromUtf32(rune)[1]);
            to.Append(')');
        }
        else
        {
            Unit(to, rune);
        }
    }

    private void WriteClass(StringBuilder to)
    {
        var length = to.Length;
        foreach (var (low, high) in _ranges)
        {
            if (low < FirstBeyond)
            {
                Range(to, low, Math.Min(high, FirstBeyond - 1));
            }
        }

        to.Append(_categories);
        if (to.Length == length)
        {
            // .NET has no empty class; of text that came as UTF-8 no character is a lone surrogate.
            to.Append(@"\uDFFF");
        }
    }

    private static void WritePairs(StringBuilder to, int low, int high)
    {
        var (first, last) = (char.ConvertFromUtf32(low), char.ConvertFromUtf32(high));
        if (first[0] == last[0])
        {
            Pair(to, first[0], first[0], first[1], last[1]);
            return;
        }

        Pair(to, first[0], first[0], first[1], '\uDFFF');
        if (last[0] - first[0] > 1)
        {
            Pair(to, first[0] + 1, last[0] - 1, '\uDC00', '\uDFFF');
        }

        Pair(to, last[0], last[0], '\uDC00', last[1]);
    }

    private static void Pair(StringBuilder to, int lowHigh, int highHigh, int lowLow, int highLow)
    {
        to.Append("|[");
        Range(to, lowHigh, highHigh);
        to.Append("][");
        Range(to, lowLow, highLow);
        to.Append(']');
    }

    private static void Range(StringBuilder to, int low, int high)
    {
        Unit(to, low);
        if (high > low)
        {
            to.Append('-');
            Unit(to, high);
        }
    }

    private static void Unit(StringBuilder to, int unit)
    {
        if (unit < 128 && char.IsAsciiLetterOrDigit((char)unit))
        {
            to.Append((char)unit);
        }
        else
        {
            to.Append(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
        }
    }

    private static List<(int Low, int High)> Beyond(List<(int Low, int High)> ranges) =>
        [.. ranges.Where(static range => range.High >= FirstBeyond).Select(static range => (Math.Max(range.Low, FirstBeyond), range.High))];

    private static List<(int Low, int High)> Complement(List<(int Low, int High)> ranges)
    {
        var rest = new List<(int Low, int High)>();
        var next = 0;
        foreach (var (low, high) in ranges.OrderBy(static range => range.Low))
        {
            if (low > next)
            {
                rest.Add((next, low - 1));
            }

            next = Math.Max(next, high + 1);
        }

        if (next <= Max)
        {
            rest.Add((next, Max));
        }

        return rest;
    }
}
