using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Tolerations, scheduling gates, readiness gates.</summary>
internal static class SchedulingValidation
{
    private static readonly string[] Operators = ["Equal", "Exists"];
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Gates(Field spec)
    {
        var readiness = spec["readinessGates"];
        for (var i = 0; i < readiness.Count; i++)
        {
            readiness[i]["conditionType"].Obey(NameRules.QualifiedName);
        }

        var gates = spec["schedulingGates"];
        var names = default(SeenTexts);
        for (var i = 0; i < gates.Count; i++)
        {
            var name = gates[i]["name"].Text;
            gates[i].With(name).Obey(NameRules.QualifiedName);
            if (!names.Add(name))
            {
                gates[i].Duplicate(name);
            }
        }
    }

    public static void Tolerations(Field tolerations)
    {
        for (var i = 0; i < tolerations.Count; i++)
        {
            Toleration(tolerations[i]);
        }
    }

    /// <param name="effect">Of a taint, or of a toleration that has one.</param>
    public static void Effect(Field effect) => effect.BeOneOf(Effects);

    private static void Toleration(Field toleration)
    {
        var (key, effect, operation) = (toleration["key"], toleration["effect"], toleration["operator"]);
        key.ObeyIfAny(NameRules.QualifiedName);
        if (!key.HasText && operation.Text != "Exists")
        {
            operation.Invalid("operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration["tolerationSeconds"].IsSet && effect.Text != "NoExecute")
        {
            effect.Invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        Match(operation, toleration["value"].Text);
        effect.BeOneOfIfAny(Effects);
    }

    private static void Match(Field operation, string value)
    {
        switch (operation.Text)
        {
            case "" or "Equal":
                if (NameRules.LabelValue(value) is { Count: > 0 } problems)
                {
                    operation.Invalid(value, string.Join(";", problems));
                }

                break;
            case "Exists":
                if (value.Length > 0)
                {
                    operation.Invalid(value, "value must be empty when `operator` is 'Exists'");
                }

                break;
            case "Lt" or "Gt":
                if (!long.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign, null, out _))
                {
                    operation.Invalid(value, "value must be an integer when `operator` is 'Lt' or 'Gt'");
                }

                break;
            default:
                operation.NotSupported(Operators);
                break;
        }
    }
}
