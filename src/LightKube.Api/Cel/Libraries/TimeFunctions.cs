using System.Globalization;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>The parts of moments, in UTC or a time zone, and of durations.</summary>
internal static class TimeFunctions
{
    private const long Second = CelTimestamp.NanosPerSecond;

    public static void Declare(FunctionTable table)
    {
        Part(table, "getFullYear", "year", static time => time.Year);
        Part(table, "getMonth", "month", static time => time.Month - 1);
        Part(table, "getDayOfYear", "day_of_year", static time => time.DayOfYear - 1);
        Part(table, "getDayOfMonth", "day_of_month", static time => time.Day - 1);
        Part(table, "getDate", "day_of_month_1_based", static time => time.Day);
        Part(table, "getDayOfWeek", "day_of_week", static time => (int)time.DayOfWeek);
        Part(table, "getHours", "hours", static time => time.Hour);
        Part(table, "getMinutes", "minutes", static time => time.Minute);
        Part(table, "getSeconds", "seconds", static time => time.Second);
        table.Add("timestamp_to_milliseconds", "<timestamp>.getMilliseconds():int", static args => (long)(args[0].AsTimestamp!.Nanos / 1_000_000));
        table.Add("timestamp_to_milliseconds_with_tz", "<timestamp>.getMilliseconds(string):int", static args =>
            TryLocal(args[0].AsTimestamp!, args[1].AsString!, out _, out var error) ? (long)(args[0].AsTimestamp!.Nanos / 1_000_000) : error);
        table.Add("duration_to_hours", "<duration>.getHours():int", static args => args[0].Int / (3600 * Second));
        table.Add("duration_to_minutes", "<duration>.getMinutes():int", static args => args[0].Int / (60 * Second));
        table.Add("duration_to_seconds", "<duration>.getSeconds():int", static args => args[0].Int / Second);
        table.Add("duration_to_milliseconds", "<duration>.getMilliseconds():int", static args => args[0].Int / 1_000_000);
    }

    private static void Part(FunctionTable table, string function, string id, Func<DateTime, int> part)
    {
        table.Add($"timestamp_to_{id}", $"<timestamp>.{function}():int", args => (long)part(args[0].AsTimestamp!.ToDateTime()));
        table.Add($"timestamp_to_{id}_with_tz", $"<timestamp>.{function}(string):int", args =>
            TryLocal(args[0].AsTimestamp!, args[1].AsString!, out var local, out var error) ? (long)part(local) : error);
    }

    // A zone is an offset such as -08:00 or a name of the IANA database.
    private static bool TryLocal(CelTimestamp moment, string zone, out DateTime local, out CelValue error)
    {
        var time = moment.ToDateTime();
        error = default;
        var colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            if (int.TryParse(zone.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
                && int.TryParse(zone.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minutes)
                && Math.Abs(hours) < 24 && Math.Abs(minutes) < 60)
            {
                return TryShift(time, TimeSpan.FromMinutes(hours * 60 + (zone[0] == '-' ? -minutes : minutes)), out local, out error);
            }
        }
        else if (zone.Length == 0 || zone == "UTC")
        {
            local = time;
            return true;
        }
        else if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return TryShift(time, found.GetUtcOffset(time), out local, out error);
        }

        local = default;
        error = CelValue.Error($"unknown time zone {zone}");
        return false;
    }

    private static bool TryShift(DateTime time, TimeSpan offset, out DateTime local, out CelValue error)
    {
        var ticks = time.Ticks + offset.Ticks;
        var inRange = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        local = inRange ? new DateTime(ticks) : default;
        error = inRange ? default(CelValue) : CelError.TimestampOverflow;
        return inRange;
    }
}
