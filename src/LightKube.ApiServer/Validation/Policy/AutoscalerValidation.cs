using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>HorizontalPodAutoscalers, in both versions.</summary>
internal sealed class AutoscalerValidation(KindSchema kind) : KindValidation(kind)
{
    protected override void Validate(Field obj)
    {
        var (spec, min, max) = (obj["spec"], obj["spec"]["minReplicas"], obj["spec"]["maxReplicas"]);
        if (min.IsSet && min.Number < 1)
        {
            min.Invalid("must be greater than or equal to 1");
        }

        if (max.Number < 1)
        {
            max.Invalid(max.Number, "must be greater than 0");
        }

        if (min.IsSet && max.Number < min.Number)
        {
            max.Invalid(max.Number, "must be greater than or equal to `minReplicas`");
        }

        MetricRules.Reference(spec["scaleTargetRef"]);
        if (Kind.Version == "v1")
        {
            var target = spec["targetCPUUtilizationPercentage"];
            if (target.IsSet && target.Number < 1)
            {
                spec.Named("metrics")[0].Named("resource").Named("target").Named("averageUtilization").Invalid(target.Number, "must be greater than 0");
            }

            return;
        }

        for (var i = 0; i < spec["metrics"].Count; i++)
        {
            MetricRules.Validate(spec["metrics"][i]);
        }

        Behavior(spec["behavior"]["scaleUp"]);
        Behavior(spec["behavior"]["scaleDown"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        foreach (var name in (ReadOnlySpan<string>)["currentReplicas", "desiredReplicas"])
        {
            obj["status"][name].BeNotNegative();
        }
    }

    private static void Behavior(Field rules)
    {
        const int MaxWindow = 3600;
        if (!rules.IsSet)
        {
            return;
        }

        var (window, policies) = (rules["stabilizationWindowSeconds"], rules["policies"]);
        if (window.Number < 0)
        {
            window.Invalid("must be greater than or equal to zero");
        }

        if (window.Number > MaxWindow)
        {
            window.Invalid($"must be less than or equal to {MaxWindow}");
        }

        rules["selectPolicy"].BeOneOfIfSet(["Max", "Min", "Disabled"]);
        if (policies.Count == 0)
        {
            policies.Required("must specify at least one Policy");
        }

        for (var i = 0; i < policies.Count; i++)
        {
            Policy(policies[i]);
        }

        if (rules["tolerance"].Quantity is { Sign: < 0 } tolerance)
        {
            rules["tolerance"].Invalid(tolerance.ToString(), "must be greater or equal to zero");
        }
    }

    private static void Policy(Field policy)
    {
        const int MaxPeriod = 1800;
        var (value, period) = (policy["value"], policy["periodSeconds"]);
        policy["type"].BeOneOf(["Percent", "Pods"]);
        if (value.Number <= 0)
        {
            value.Invalid(value.Number, "must be greater than zero");
        }

        if (period.Number <= 0)
        {
            period.Invalid(period.Number, "must be greater than zero");
        }

        if (period.Number > MaxPeriod)
        {
            period.Invalid($"must be less than or equal to {MaxPeriod}");
        }
    }
}
