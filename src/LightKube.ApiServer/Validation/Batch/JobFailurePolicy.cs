using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>What a job makes of pods that fail.</summary>
internal static class JobFailurePolicy
{
    private const int MaxRules = 20;
    private const int MaxExitCodes = 255;
    private const int MaxConditions = 20;

    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void Validate(Field spec)
    {
        var rules = spec["podFailurePolicy"]["rules"];
        if (rules.Count > MaxRules)
        {
            rules.TooMany(rules.Count, MaxRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            Rule(rules[i], spec);
        }
    }

    private static void Rule(Field rule, Field spec)
    {
        var (action, codes, conditions) = (rule["action"], rule["onExitCodes"], rule["onPodConditions"]);
        RequireOneOf(action, Actions);
        if (action.Text == "FailIndex" && !spec["backoffLimitPerIndex"].IsSet)
        {
            action.Invalid("requires the backoffLimitPerIndex to be set");
        }

        if (codes.IsSet)
        {
            ExitCodes(codes, spec["template"]["spec"]);
        }

        Conditions(conditions);
        if (codes.IsSet && conditions.Count > 0)
        {
            rule.InvalidUnshown("specifying both OnExitCodes and OnPodConditions is not supported");
        }

        if (!codes.IsSet && conditions.Count == 0)
        {
            rule.InvalidUnshown("specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void RequireOneOf(Field field, string[] values)
    {
        if (field.HasText)
        {
            field.BeOneOf(values);
        }
        else
        {
            field.Required($"valid values: [{string.Join(' ', values.Select(value => $"\"{value}\""))}]");
        }
    }

    private static void ExitCodes(Field codes, Field template)
    {
        RequireOneOf(codes["operator"], Operators);
        var name = codes["containerName"];
        if (name.IsSet && !IsNamed(template["containers"], name.Text) && !IsNamed(template["initContainers"], name.Text))
        {
            name.Invalid("must be one of the container or initContainer names in the pod template");
        }

        var values = codes["values"];
        if (values.Count == 0)
        {
            values.Invalid(values.IsSet ? values.Value : Api.Documents.Value.Null, "at least one value is required");
        }
        else if (values.Count > MaxExitCodes)
        {
            values.TooMany(values.Count, MaxExitCodes);
        }

        Values(values, codes["operator"].Text);
    }

    private static void Values(Field values, string operation)
    {
        var isOrdered = true;
        var seen = new HashSet<long>();
        for (var i = 0; i < values.Count; i++)
        {
            if (operation == "In" && values[i].Number == 0)
            {
                values[i].Invalid("must not be 0 for the In operator");
            }

            if (!seen.Add(values[i].Number))
            {
                values[i].Duplicate();
            }

            isOrdered &= i == 0 || values[i - 1].Number <= values[i].Number;
        }

        if (!isOrdered)
        {
            values.Invalid("must be ordered");
        }
    }

    private static void Conditions(Field conditions)
    {
        if (conditions.Count > MaxConditions)
        {
            conditions.TooMany(conditions.Count, MaxConditions);
        }

        for (var i = 0; i < conditions.Count; i++)
        {
            conditions[i]["type"].Obey(NameRules.QualifiedName);
            RequireOneOf(conditions[i]["status"], Statuses);
        }
    }

    private static bool IsNamed(Field containers, string name)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i]["name"].Text == name)
            {
                return true;
            }
        }

        return false;
    }
}
