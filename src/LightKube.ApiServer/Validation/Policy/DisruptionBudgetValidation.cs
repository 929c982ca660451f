using LightKube.Api.Policy.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Workloads;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>PodDisruptionBudgets.</summary>
internal sealed class DisruptionBudgetValidation() : KindValidation(PodDisruptionBudget.Schema)
{
    private static readonly string[] EvictionPolicies = ["AlwaysAllow", "IfHealthyBudget"];

    protected override void Validate(Field obj)
    {
        var (spec, min, max) = (obj["spec"], obj["spec"]["minAvailable"], obj["spec"]["maxUnavailable"]);
        if (min.IsSet && max.IsSet)
        {
            spec.Invalid("minAvailable and maxUnavailable cannot be both set");
        }

        min.BeAmount();
        min.BeAtMostAll();
        max.BeAmount();
        max.BeAtMostAll();
        spec["selector"].BeLabelSelector();
        spec["unhealthyPodEvictionPolicy"].BeOneOfIfSet(EvictionPolicies);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        ConditionRules.Validate(obj["status"]["conditions"]);
        WorkloadRules.BeNotNegative(obj["status"], "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
    }
}
