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
        Operator(requirement, comparesNumbers: false);
        requirement["key"].Obey(NameRules.QualifiedName);
        var values = requirement["values"];
        for (var i = 0; i < values.Count; i++)
        {
            values[i].Obey(NameRules.LabelValue);
        }
    }

    /// <summary>The operator, and as many values as it takes.</summary>
    /// <param name="requirement">With <c>operator</c> and <c>values</c>.</param>
    /// <param name="comparesNumbers">Whether there are Gt and Lt: nodes are selected by them, other objects are not.</param>
    public static void Operator(Field requirement, bool comparesNumbers)
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
            case "Gt" or "Lt" when comparesNumbers && values.Count != 1:
                values.Required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
            case "Gt" or "Lt" when comparesNumbers:
                break;
            default:
                requirement["operator"].Invalid("not a valid selector operator");
                break;
        }
    }
}
