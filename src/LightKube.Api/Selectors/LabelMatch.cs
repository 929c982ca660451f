using LightKube.Api.Meta.V1;
using LightKube.Api.Views;

namespace LightKube.Api.Selectors;

/// <summary>Whether labels fit the selectors that objects carry. For a selector that is asked often, <see cref="LabelSelector.From(Meta.V1.LabelSelector)"/>.</summary>
public static class LabelMatch
{
    /// <summary>Every pair of the selector is among the labels. An empty selector fits nothing: a Service without one selects no pods.</summary>
    public static bool Fits(StringMap selector, StringMap labels) => selector.Count > 0 && HasAll(selector, labels);

    /// <summary>
    /// As apimachinery has it: a missing selector fits nothing, an empty one everything. One that is not well-formed, which validation tells, fits
    /// nothing.
    /// </summary>
    public static bool Fits(Meta.V1.LabelSelector selector, StringMap labels)
    {
        if (!selector.IsPresent || !HasAll(selector.MatchLabels, labels))
        {
            return false;
        }

        foreach (var requirement in selector.MatchExpressions)
        {
            if (!Fits(requirement, labels))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasAll(StringMap selector, StringMap labels)
    {
        foreach (var (key, value) in selector)
        {
            if (labels[key] != value)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fits(LabelSelectorRequirement requirement, StringMap labels)
    {
        var (value, values) = (labels[requirement.Key], requirement.Values);
        return requirement.Operator switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => values.Count > 0 && (value is null || !values.Contains(value)),
            "Exists" => values.Count == 0 && value is not null,
            "DoesNotExist" => values.Count == 0 && value is null,
            _ => false,
        };
    }
}
