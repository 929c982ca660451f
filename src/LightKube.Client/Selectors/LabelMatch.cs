using LightKube.Api.Meta.V1;
using LightKube.Api.Views;

namespace LightKube.Client.Selectors;

/// <summary>Whether labels fit the selectors that objects carry.</summary>
public static class LabelMatch
{
    /// <summary>Every pair of the selector is among the labels. An empty selector fits nothing: a Service without one selects no pods.</summary>
    public static bool Fits(StringMap selector, StringMap labels)
    {
        foreach (var (key, value) in selector)
        {
            if (labels[key] != value)
                return false;
        }
        return selector.Count > 0;
    }

    /// <summary>As apimachinery has it: a missing selector fits nothing, an empty one everything.</summary>
    public static bool Fits(LabelSelector selector, StringMap labels)
    {
        if (!selector.IsPresent)
            return false;
        foreach (var (key, value) in selector.MatchLabels)
        {
            if (labels[key] != value)
                return false;
        }
        foreach (var requirement in selector.MatchExpressions)
        {
            if (!Fits(requirement, labels))
                return false;
        }
        return true;
    }

    private static bool Fits(LabelSelectorRequirement requirement, StringMap labels)
    {
        var value = labels[requirement.Key];
        return requirement.Operator switch
        {
            "In" => value is not null && requirement.Values.Contains(value),
            "NotIn" => value is null || !requirement.Values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
