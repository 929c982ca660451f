namespace LightKube.Api.Cel.Values;

/// <summary>Reads RFC 3339 to the nanosecond.</summary>
internal static class CelTimestampText
{
    /// <summary>The moment, or null when the text is not one of the years 1 to 9999.</summary>
    public static CelTimestamp? Parse(ReadOnlySpan<char> text)
    {
        // 2006-01-02T15:04:05 then digits of a second, then Z or an offset.
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':'
            || !Number(text[..4], out var year) || !Number(text.Slice(5, 2), out var month) || !Number(text.Slice(8, 2), out var day)
            || !Number(text.Slice(11, 2), out var hour) || !Number(text.Slice(14, 2), out var minute) || !Number(text.Slice(17, 2), out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var at = 19;
        if (!Fraction(text, ref at, out var nanos) || !Offset(text[at..], out var offset))
        {
            return null;
        }

        var moment = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        var seconds = (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond - offset;
        return seconds is < CelTimestamp.MinSeconds or > CelTimestamp.MaxSeconds ? null : new CelTimestamp(seconds, nanos);
    }

    private static bool Fraction(ReadOnlySpan<char> text, ref int at, out int nanos)
    {
        nanos = 0;
        if (text[at] is not ('.' or ','))
        {
            return true;
        }

        var start = ++at;
        for (var scale = 100_000_000; at < text.Length && char.IsAsciiDigit(text[at]); at++, scale /= 10)
        {
            nanos += (text[at] - '0') * scale;
        }

        return at > start && at < text.Length;
    }

    private static bool Offset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !Number(text.Slice(1, 2), out var hours)
            || !Number(text.Slice(4, 2), out var minutes) || hours > 24 || minutes > 59)
        {
            return false;
        }

        seconds = (hours * 60 + minutes) * (text[0] == '-' ? -60 : 60);
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = number * 10 + (c - '0');
        }

        return true;
    }
}
