using System.Globalization;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>Indexes as text: <c>1,3-5,7</c>.</summary>
internal static class IndexIntervals
{
    /// <summary>What is wrong with the text, in upstream's words; null when all is well.</summary>
    /// <param name="text">The intervals.</param>
    /// <param name="completions">All indexes are below it.</param>
    /// <param name="total">How many indexes there are.</param>
    public static string? Problem(string text, long completions, out long total)
    {
        total = 0;
        if (text.Length == 0)
        {
            return null;
        }

        long? last = null;
        foreach (var interval in text.Split(','))
        {
            if (IntervalProblem(interval, completions, out var first, out var end) is { } problem)
            {
                return problem;
            }

            if (last >= first)
            {
                return string.Create(CultureInfo.InvariantCulture, $"non-increasing order, previous: {last}, current: {first}");
            }

            total += end - first + 1;
            last = end;
        }

        return null;
    }

    private static string? IntervalProblem(string interval, long completions, out long first, out long end)
    {
        (first, end) = (0, 0);
        var parts = interval.Split('-');
        if (parts.Length > 2)
        {
            return $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts separated by '-'";
        }

        if (!TryParse(parts[0], out first))
        {
            return $"cannot convert string to integer for index: \"{parts[0]}\"";
        }

        end = first;
        if (first >= completions)
        {
            return $"too large index: \"{parts[0]}\"";
        }

        if (parts.Length == 1)
        {
            return null;
        }

        if (!TryParse(parts[1], out end))
        {
            return $"cannot convert string to integer for index: \"{parts[1]}\"";
        }

        return end >= completions
            ? $"too large index: \"{parts[1]}\""
            : first >= end
                ? string.Create(CultureInfo.InvariantCulture, $"non-increasing order, previous: {first}, current: {end}")
                : null;
    }

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
