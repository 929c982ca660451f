using System.Globalization;
using System.Text;

namespace LightKube.Foundation.Configuration;

/// <summary>Durations as Kubernetes users write them, in the form of Go: <c>300ms</c>, <c>1.5h</c>, <c>1h30m</c>.</summary>
public static class GoDuration
{
    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        // Longer names first, so that 'm' does not match the begin of 'ms'.
        ("ns", 0.01m), ("us", 10m), ("µs", 10m), ("μs", 10m), ("ms", TimeSpan.TicksPerMillisecond),
        ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>The duration that a text means. Parts of less than 100 ns are lost.</summary>
    /// <exception cref="FormatException">It is not a duration; the message says what is expected.</exception>
    public static TimeSpan Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (rest.IsEmpty)
            throw Unexpected();
        var ticks = 0m;
        while (!rest.IsEmpty)
            ticks += TakePart(ref rest);
        return ticks <= long.MaxValue ? TimeSpan.FromTicks((long)(negative ? -ticks : ticks)) : throw new FormatException("too long a duration");
    }

    /// <summary>The duration in the form that Go itself prints: <c>1h30m0s</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        var rest = duration.Duration();
        if (rest < TimeSpan.FromSeconds(1))
        {
            var isMilliseconds = rest.Ticks >= TimeSpan.TicksPerMillisecond;
            var value = (decimal)rest.Ticks / (isMilliseconds ? TimeSpan.TicksPerMillisecond : 10);
            return text.Append(CultureInfo.InvariantCulture, $"{value:0.####}{(isMilliseconds ? "ms" : "µs")}").ToString();
        }
        var hours = rest.Ticks / TimeSpan.TicksPerHour;
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (hours > 0 || rest.Minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{rest.Minutes}m");
        var seconds = (decimal)(rest.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#######}s").ToString();
    }

    private static decimal TakePart(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
            length++;
        if (!decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            throw Unexpected();
        rest = rest[length..];
        foreach (var (unit, ticks) in Units)
        {
            if (!rest.StartsWith(unit, StringComparison.Ordinal))
                continue;
            rest = rest[unit.Length..];
            return number * ticks;
        }
        throw Unexpected();
    }

    private static FormatException Unexpected() => new("expected a duration such as 30s, 5m or 1h30m");
}
