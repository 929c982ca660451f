using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>When an indexed job counts as done before all its indexes are.</summary>
internal static class JobSuccessPolicy
{
    private const int MaxRules = 20;
    private const int MaxIndexesText = 64 * 1024;

    public static void Validate(Field policy, long completions)
    {
        var rules = policy["rules"];
        if (rules.Count == 0)
        {
            rules.Required("at least one rules must be specified when the successPolicy is specified");
        }

        if (rules.Count > MaxRules)
        {
            rules.TooMany(rules.Count, MaxRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            Rule(rules[i], completions);
        }
    }

    private static void Rule(Field rule, long completions)
    {
        var (count, indexes) = (rule["succeededCount"], rule["succeededIndexes"]);
        if (!count.IsSet && !indexes.IsSet)
        {
            rule.Required("at least one of succeededCount or succeededIndexes must be specified");
        }

        var total = Indexes(indexes, completions);
        if (!count.IsSet)
        {
            return;
        }

        count.BeNotNegative();
        if (count.Number > completions)
        {
            count.Invalid($"must be less than or equal to {completions} (the number of specified completions)");
        }

        if (indexes.IsSet && count.Number > total)
        {
            count.Invalid($"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
        }
    }

    private static long Indexes(Field indexes, long completions)
    {
        if (!indexes.IsSet)
        {
            return 0;
        }

        if (indexes.Text.Length > MaxIndexesText)
        {
            indexes.TooLong(MaxIndexesText);
        }

        if (IndexIntervals.Problem(indexes.Text, completions, out var total) is { } problem)
        {
            indexes.Invalid($"error parsing succeededIndexes: {problem}");
        }

        return total;
    }
}
