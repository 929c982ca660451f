using System.Globalization;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>The form of a cron expression; what is wrong is said as the library says it that everyone uses.</summary>
internal static class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] Words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    /// <summary>A field's least and greatest value, and names for its values.</summary>
    private readonly record struct Bounds(int Least, int Greatest, string[] Names, int FirstName);

    private static readonly Bounds[] Fields =
    [
        new(0, 59, [], 0), new(0, 23, [], 0), new(1, 31, [], 0), new(1, 12, Months, 1), new(0, 6, Days, 0),
    ];

    /// <summary>What is wrong; null when all is well.</summary>
    public static string? Problem(string schedule)
    {
        var text = WithoutZone(schedule);
        if (text.StartsWith('@'))
        {
            return Descriptor(text);
        }

        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
        {
            return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        }

        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var range in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Range(range, Fields[i]) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    private static string WithoutZone(string schedule)
    {
        if (!schedule.StartsWith("TZ=", StringComparison.Ordinal) && !schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            return schedule;
        }

        var space = schedule.IndexOf(' ');
        return space < 0 ? "" : schedule[(space + 1)..].TrimStart();
    }

    private static string? Descriptor(string text)
    {
        const string Every = "@every ";
        if (Words.Contains(text))
        {
            return null;
        }

        if (!text.StartsWith(Every, StringComparison.Ordinal))
        {
            return $"unrecognized descriptor: {text}";
        }

        return GoDuration.TryParse(text[Every.Length..], out _) ? null : $"failed to parse duration {text}: time: invalid duration \"{text[Every.Length..]}\"";
    }

    private static string? Range(string expression, Bounds bounds)
    {
        var parts = expression.Split('/');
        var ends = parts[0].Split('-');
        int start, end;
        if (ends[0] is "*" or "?")
        {
            (start, end) = (bounds.Least, bounds.Greatest);
        }
        else
        {
            if (Number(ends[0], bounds, out start) is { } problem)
            {
                return problem;
            }

            end = start;
            if (ends.Length > 2)
            {
                return $"too many hyphens: {expression}";
            }

            if (ends.Length == 2 && Number(ends[1], bounds, out end) is { } endProblem)
            {
                return endProblem;
            }
        }

        var step = 1;
        if (parts.Length > 2)
        {
            return $"too many slashes: {expression}";
        }

        if (parts.Length == 2)
        {
            if (Number(parts[1], bounds with { Names = [] }, out step) is { } stepProblem)
            {
                return stepProblem;
            }

            end = ends.Length == 1 ? bounds.Greatest : end;
        }

        return Limits(expression, bounds, start, end, step);
    }

    private static string? Limits(string expression, Bounds bounds, int start, int end, int step) =>
        start < bounds.Least ? $"beginning of range ({start}) below minimum ({bounds.Least}): {expression}"
        : end > bounds.Greatest ? $"end of range ({end}) above maximum ({bounds.Greatest}): {expression}"
        : start > end ? $"beginning of range ({start}) beyond end of range ({end}): {expression}"
        : step == 0 ? $"step of range should be a positive number: {expression}"
        : null;

    private static string? Number(string text, Bounds bounds, out int number)
    {
        var name = Array.IndexOf(bounds.Names, text.ToLowerInvariant());
        if (name >= 0)
        {
            number = name + bounds.FirstName;
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax";
        }

        return number < 0 ? $"negative number ({number}) not allowed: {text}" : null;
    }
}
