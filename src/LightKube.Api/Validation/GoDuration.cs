using System.Buffers;
using System.Globalization;
using System.Text;

namespace LightKube.Api.Validation;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>300ms</c>. In nanoseconds.</summary>
public static class GoDuration
{
    private const ulong Second = 1_000_000_000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, ulong Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", Second), ("m", 60 * Second), ("h", 3600UL * Second),
    ];

    /// <summary>Reads a duration; false when the text is none.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest.TrimStart("+-".AsSpan());
        if (rest is "0")
        {
            return true;
        }

        decimal sum = 0;
        if (rest.Length == 0 || text.Length - rest.Length > 1)
        {
            return false;
        }

        while (rest.Length > 0)
        {
            var end = rest.IndexOfAnyExcept(Digits);
            if (end <= 0 || !decimal.TryParse(rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[end..];
            var unitEnd = rest.IndexOfAny(Digits);
            var unit = Find(unitEnd < 0 ? rest : rest[..unitEnd]);
            if (unit == 0 || number > (decimal)long.MaxValue / unit)
            {
                return false;
            }

            sum += number * unit;
            rest = unitEnd < 0 ? [] : rest[unitEnd..];
        }

        if (sum > long.MaxValue)
        {
            return false;
        }

        nanoseconds = negative ? -(long)sum : (long)sum;
        return true;
    }

    /// <summary>Go's own form: <c>1m30s</c>, <c>0s</c>, <c>1.5ms</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        var left = (ulong)Math.Abs((decimal)nanoseconds);
        if (left < Second)
        {
            var (unit, size) = left >= 1_000_000 ? ("ms", 1_000_000m) : left >= 1_000 ? ("µs", 1_000m) : ("ns", 1m);
            return text.Append(Plain(left / size)).Append(unit).ToString();
        }

        var hours = left / (3600UL * Second);
        var minutes = left / (60UL * Second) % 60;
        text.Append(hours > 0 ? $"{hours}h" : "").Append(hours > 0 || minutes > 0 ? $"{minutes}m" : "");
        return text.Append(Plain(left % (60UL * Second) / (decimal)Second)).Append('s').ToString();
    }

    private static string Plain(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);

    private static ulong Find(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return nanoseconds;
            }
        }

        return 0;
    }
}
