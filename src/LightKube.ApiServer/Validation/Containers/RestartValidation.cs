using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>A container's own restart policy, and its rules for exit codes.</summary>
internal static class RestartValidation
{
    private const int MaxRules = 20;
    private const int MaxExitCodes = 255;

    private static readonly string[] Policies = ["Always", "Never", "OnFailure"];
    private static readonly string[] Actions = ["Restart", "RestartAllContainers"];
    private static readonly string[] Operators = ["In", "NotIn"];

    public static void Validate(Field container)
    {
        var (policy, rules) = (container["restartPolicy"], container["restartPolicyRules"]);
        if (policy.IsSet)
        {
            policy.BeOneOf(Policies);
        }
        else if (rules.Count > 0)
        {
            policy.Required("must specify restartPolicy when restart rules are used");
        }

        if (rules.Count > MaxRules)
        {
            rules.TooMany(rules.Count, MaxRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            Rule(rules[i]);
        }
    }

    private static void Rule(Field rule)
    {
        rule["action"].BeOneOf(Actions);
        var codes = rule["exitCodes"];
        if (!codes.IsSet)
        {
            codes.Required("must be specified");
            return;
        }

        codes["operator"].BeOneOf(Operators);
        var values = codes["values"];
        if (values.Count == 0)
        {
            values.Required("must specify at least one value");
        }

        if (values.Count > MaxExitCodes)
        {
            values.TooMany(values.Count, MaxExitCodes);
        }
    }
}
