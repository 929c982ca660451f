using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Policy.V1;
using LightKube.ApiServer.Strategies.Workloads;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PodDisruptionBudgets.</summary>
public sealed class PodDisruptionBudgetStrategy() : DefaultStrategy(PodDisruptionBudget.Schema)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<PodDisruptionBudget>().Spec;
        if (spec.MinAvailable is not null && spec.MaxUnavailable is not null)
        {
            errors.Invalid(FieldPath.Spec, spec.ToValue(), "minAvailable and maxUnavailable cannot be both set");
        }

        DeploymentStrategy.Amount(spec.MinAvailable, FieldPath.Spec.Child("minAvailable"), errors);
        DeploymentStrategy.Amount(spec.MaxUnavailable, FieldPath.Spec.Child("maxUnavailable"), errors);
        if (spec.UnhealthyPodEvictionPolicy is { Length: > 0 } policy and not ("IfHealthyBudget" or "AlwaysAllow"))
        {
            errors.NotSupported(FieldPath.Spec.Child("unhealthyPodEvictionPolicy"), policy, "AlwaysAllow", "IfHealthyBudget");
        }

        TemplateRules.Selector(spec.Selector, FieldPath.Spec.Child("selector"), errors);
    }
}
