using LightKube.Api.Documents;
using LightKube.Api.Selectors;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>What the kinds that make pods have in common.</summary>
internal static class WorkloadRules
{
    private const string NoMatch = "`selector` does not match template `labels`";

    /// <summary>A selector that must be there and select something.</summary>
    public static void RequireSelector(Field selector, string emptyProblem)
    {
        if (!selector.IsSet)
        {
            selector.Required();
            return;
        }

        selector.BeLabelSelector();
        if (SelectorRules.SelectsAll(selector))
        {
            selector.Invalid(emptyProblem);
        }
    }

    /// <summary>What is made by the template must be found by the selector.</summary>
    /// <returns>False when the selector is none.</returns>
    public static bool MatchTemplate(Field selector, Field template, string selectorProblem)
    {
        if (!TryMatch(selector, template["metadata"]["labels"].Map, out var matches))
        {
            selector.Invalid(selectorProblem);
            return false;
        }

        if (!matches)
        {
            template["metadata"]["labels"].Invalid(template["metadata"]["labels"].Value, NoMatch);
        }

        return true;
    }

    /// <summary>A plain map of labels that all must be in the template.</summary>
    public static void MatchTemplate(DocMap? labels, Field template)
    {
        foreach (ref readonly var entry in labels is null ? [] : labels.Entries)
        {
            if (template["metadata"]["labels"].Map?.GetString(entry.Key) != entry.Value.AsString)
            {
                template["metadata"]["labels"].Invalid(template["metadata"]["labels"].Value, NoMatch);
                return;
            }
        }
    }

    /// <returns>False when the selector is none.</returns>
    public static bool TryMatch(Field selector, DocMap? labels, out bool matches)
    {
        matches = false;
        if (!selector.IsSet)
        {
            return true; // Nothing selects nothing.
        }

        try
        {
            matches = LabelSelector.From(selector.Map!).Matches(labels);
            return true;
        }
        catch (SelectorException)
        {
            return false;
        }
    }

    public static void BeNotNegative(Field parent, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            parent[name].BeNotNegative();
        }
    }

    /// <summary>Counts of pods are not negative and, but for one, not above that of all.</summary>
    /// <param name="status">The status.</param>
    /// <param name="parts">Those that count some of <c>replicas</c>.</param>
    public static void Counts(Field status, params ReadOnlySpan<string> parts)
    {
        BeNotNegative(status, "observedGeneration", "replicas");
        BeNotNegative(status, parts);
        foreach (var part in parts)
        {
            if (status[part].Number > status["replicas"].Number)
            {
                status[part].Invalid(status[part].Number, "cannot be greater than status.replicas");
            }
        }

        if (status["availableReplicas"].Number > status["readyReplicas"].Number)
        {
            status["availableReplicas"].Invalid(status["availableReplicas"].Number, "cannot be greater than readyReplicas");
        }
    }

    /// <summary>How often a name was taken only grows.</summary>
    public static void Collisions(Field status, Field old)
    {
        var (count, before) = (status["collisionCount"], old["collisionCount"]);
        count.BeNotNegative();
        if (before.IsSet && count.Number < before.Number)
        {
            count.Invalid(count.Number, "cannot be decremented");
        }
    }
}
