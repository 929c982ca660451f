namespace LightKube.Api.Tables;

/// <summary>Ages as kubectl shows them: two units while they matter, then one.</summary>
public static class HumanDuration
{
    public const string Unknown = "<unknown>";

    private const int HoursPerDay = 24;
    private const int DaysPerYear = 365;

    /// <summary>The time since then, <c>&lt;unknown&gt;</c> when it is not known.</summary>
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? Format(now - then) : Unknown;

    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        var minutes = (long)duration.TotalMinutes;
        var hours = (long)duration.TotalHours;
        return seconds switch
        {
            < 0 => "0s",
            < 60 * 2 => $"{seconds}s",
            < 60 * 10 => Two(minutes, "m", seconds % 60, "s"),
            < 60 * 60 * 3 => $"{minutes}m",
            < 60 * 60 * 8 => Two(hours, "h", minutes % 60, "m"),
            < 60 * 60 * 48 => $"{hours}h",
            < 60 * 60 * HoursPerDay * 8 => Two(hours / HoursPerDay, "d", hours % HoursPerDay, "h"),
            _ => Long(hours / HoursPerDay),
        };
    }

    private static string Long(long days) => days switch
    {
        < DaysPerYear * 2 => $"{days}d",
        < DaysPerYear * 8 => Two(days / DaysPerYear, "y", days % DaysPerYear, "d"),
        _ => $"{days / DaysPerYear}y",
    };

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
