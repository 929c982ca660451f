using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Label selectors, wherever they stand.</summary>
internal static class SelectorRules
{
    /// <summary>A selector, or none.</summary>
    public static void BeLabelSelector(this Field selector)
    {
        selector["matchLabels"].BeLabels();
        var expressions = selector["matchExpressions"];
        for (var i = 0; i < expressions.Count; i++)
        {
            Requirement(expressions[i]);
        }
    }

    /// <summary>True when there is a selector, and it selects everything.</summary>
    public static bool SelectsAll(Field selector) => selector.IsSet && selector["matchLabels"].Count + selector["matchExpressions"].Count == 0;

    private static void Requirement(Field requirement)
    {
        var values = requirement["values"];
        switch (requirement["operator"].Text)
        {
            case "In" or "NotIn" when values.Count == 0:
                values.Required("must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                values.Forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                requirement["operator"].Invalid("not a valid selector operator");
                break;
        }

        requirement["key"].Obey(NameRules.QualifiedName);
        for (var i = 0; i < values.Count; i++)
        {
            values[i].Obey(NameRules.LabelValue);
        }
    }
}
