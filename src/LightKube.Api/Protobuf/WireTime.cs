using LightKube.Api.Views;

namespace LightKube.Api.Protobuf;

/// <summary>Times as the two numbers of a Timestamp message.</summary>
internal static class WireTime
{
    private const int WholeSeconds = 20; // 2024-05-06T07:08:09Z
    private const int WithMicroseconds = 27; // 2024-05-06T07:08:09.123456Z

    /// <summary>Null when the text is no time. The two forms in which the API server writes times are read without the framework's parser.</summary>
    public static (long Seconds, int Nanoseconds)? Parse(string text)
    {
        if (text.Length is WholeSeconds or WithMicroseconds && text[^1] == 'Z' && text[10] == 'T' && TryParse(text, out var seconds, out var nanoseconds))
        {
            return (seconds, nanoseconds);
        }

        return ViewScalars.ToTime(text) is { } time ? (time.ToUnixTimeSeconds(), (int)(time.UtcTicks % TimeSpan.TicksPerSecond) * 100) : null;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long seconds, out int nanoseconds)
    {
        (seconds, nanoseconds) = (0, 0);
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second)
            || (text.Length == WithMicroseconds && !Number(text[20..26], out nanoseconds)))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        nanoseconds *= 1000;
        seconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = number * 10 + (digit - '0');
        }

        return true;
    }
}
