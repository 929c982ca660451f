using LightKube.Api.Apps.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>DaemonSets.</summary>
internal sealed class DaemonSetValidation() : KindValidation(DaemonSet.Schema)
{
    protected override void Validate(Field obj)
    {
        var (spec, selector) = (obj["spec"], obj["spec"]["selector"]);
        selector.BeLabelSelector();
        if (WorkloadRules.TryMatch(selector, spec["template"]["metadata"]["labels"].Map, out var matches) && !matches)
        {
            var labels = spec["template"]["metadata"]["labels"];
            labels.Invalid(labels.Value, "`selector` does not match template `labels`");
        }

        if (SelectorRules.SelectsAll(selector))
        {
            selector.Invalid("empty selector is invalid for daemonset");
        }

        PodTemplateRules.ValidateLasting(spec["template"], "activeDeadlineSeconds in DaemonSet is not Supported");
        spec["minReadySeconds"].BeNotNegative();
        Strategy(spec["updateStrategy"]);
        spec["revisionHistoryLimit"].BeNotNegative();
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"]["selector"].BeUnchanged(old["spec"]["selector"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        WorkloadRules.BeNotNegative(
            obj["status"], "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
            "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable");
        WorkloadRules.Collisions(obj["status"], old["status"]);
    }

    public override void Warn(Field obj, Field old) => PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);

    private static void Strategy(Field strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "OnDelete":
                break;
            case "RollingUpdate" when !rolling.IsSet:
                rolling.Required();
                break;
            case "RollingUpdate":
                RollingUpdate(rolling);
                break;
            default:
                RolloutStrategyRules.RefuseType(strategy, "RollingUpdate", "OnDelete");
                break;
        }
    }

    private static void RollingUpdate(Field rolling)
    {
        var (unavailable, surge) = RolloutStrategyRules.Amounts(rolling);
        unavailable.BeAtMostAll();
        surge.BeAtMostAll();
        var (hasUnavailable, hasSurge) = (AmountRules.AmountOf(unavailable) != 0, AmountRules.AmountOf(surge) != 0);
        if (hasUnavailable && hasSurge)
        {
            surge.Invalid("may not be set when maxUnavailable is non-zero");
        }
        else if (!hasUnavailable && !hasSurge)
        {
            unavailable.Required("cannot be 0 when maxSurge is 0");
        }
    }
}
