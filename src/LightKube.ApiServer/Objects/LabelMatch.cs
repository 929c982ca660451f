using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;

namespace LightKube.ApiServer.Objects;

/// <summary>Label selectors as they stand in objects.</summary>
internal static class LabelMatch
{
    /// <summary>An empty selector selects everything. An operator that is not known selects nothing.</summary>
    public static bool Selects(LabelSelector selector, DocMap? labels)
    {
        foreach (var (key, value) in selector.MatchLabels)
        {
            if (labels?.GetString(key) != value)
            {
                return false;
            }
        }

        foreach (var requirement in selector.MatchExpressions)
        {
            var value = labels?.GetString(requirement.Key);
            var fits = requirement.Operator switch
            {
                "In" => value is not null && requirement.Values.Contains(value),
                "NotIn" => value is null || !requirement.Values.Contains(value),
                "Exists" => value is not null,
                "DoesNotExist" => value is null,
                _ => false,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
