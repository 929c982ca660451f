using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.ApiServer.Admission.Policies;

namespace LightKube.ApiServer.Validation.Extension;

/// <summary>ValidatingWebhookConfigurations and MutatingWebhookConfigurations.</summary>
internal sealed class WebhookConfigurationValidation(KindSchema kind) : KindValidation(kind)
{
    private const int MaxConditions = 64;

    private static readonly string[] FailurePolicies = ["Fail", "Ignore"];
    private static readonly string[] MatchPolicies = ["Equivalent", "Exact"];
    private static readonly string[] SideEffects = ["None", "NoneOnDryRun"];
    private static readonly string[] Reinvocations = ["IfNeeded", "Never"];

    protected override void Validate(Field obj)
    {
        var hooks = obj["webhooks"];
        var names = default(SeenTexts);
        for (var i = 0; i < hooks.Count; i++)
        {
            Hook(hooks[i]);
            WebhookRules.ReviewVersions(hooks[i]["admissionReviewVersions"]);
            var name = hooks[i]["name"];
            if (name.HasText && !names.Add(name.Text))
            {
                name.Duplicate();
            }
        }
    }

    private static void Hook(Field hook)
    {
        DomainPaths.BeQualifiedDomain(hook["name"], 3);
        for (var i = 0; i < hook["rules"].Count; i++)
        {
            WebhookRules.Rule(hook["rules"][i]);
        }

        hook["failurePolicy"].BeOneOfIfSet(FailurePolicies);
        hook["matchPolicy"].BeOneOfIfSet(MatchPolicies);
        var effects = hook["sideEffects"];
        if (effects.IsSet)
        {
            effects.BeOneOf(SideEffects);
        }
        else
        {
            effects.Required("must specify one of None, NoneOnDryRun");
        }

        var seconds = hook["timeoutSeconds"];
        if (seconds.IsSet && seconds.Number is < 1 or > 30)
        {
            seconds.Invalid("the timeout value must be between 1 and 30 seconds");
        }

        hook["namespaceSelector"].BeLabelSelector();
        hook["objectSelector"].BeLabelSelector();
        if (hook.Map?.Contains("reinvocationPolicy") == true)
        {
            hook["reinvocationPolicy"].BeOneOf(Reinvocations);
        }

        WebhookRules.Client(hook["clientConfig"]);
        Conditions(hook["matchConditions"]);
    }

    private static void Conditions(Field conditions)
    {
        var names = default(SeenTexts);
        if (conditions.Count > MaxConditions)
        {
            conditions.TooMany(conditions.Count, MaxConditions);
        }

        for (var i = 0; i < conditions.Count; i++)
        {
            Expression(conditions[i]);
            var name = conditions[i]["name"];
            name.RequireAndObey(NameRules.QualifiedName);
            if (name.HasText && !names.Add(name.Text))
            {
                name.Duplicate();
            }
        }
    }

    private static void Expression(Field condition)
    {
        var expression = condition["expression"];
        if (string.IsNullOrWhiteSpace(expression.Text))
        {
            expression.Required();
        }
        else if (condition.Map is { } map && MatchConditions.ProblemOf(map) is { Length: > 0 } problem)
        {
            expression.Invalid(problem);
        }
    }
}
