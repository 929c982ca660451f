using LightKube.Api.Apps.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>Deployments.</summary>
internal sealed class DeploymentValidation() : KindValidation(Deployment.Schema)
{
    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        spec["replicas"].BeNotNegative();
        WorkloadRules.RequireSelector(spec["selector"], "empty selector is invalid for deployment");
        if (WorkloadRules.MatchTemplate(spec["selector"], spec["template"], "invalid label selector"))
        {
            PodTemplateRules.ValidateLasting(spec["template"], "activeDeadlineSeconds in ReplicaSet is not Supported");
        }

        Strategy(spec["strategy"]);
        WorkloadRules.BeNotNegative(spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
        var deadline = spec["progressDeadlineSeconds"];
        if (deadline.IsSet && deadline.Number <= spec["minReadySeconds"].Number)
        {
            deadline.Invalid("must be greater than minReadySeconds");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"]["selector"].BeUnchanged(old["spec"]["selector"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var status = obj["status"];
        WorkloadRules.Counts(status, "updatedReplicas", "readyReplicas", "availableReplicas");
        WorkloadRules.BeNotNegative(status, "unavailableReplicas", "terminatingReplicas");
        WorkloadRules.Collisions(status, old["status"]);
    }

    public override void Warn(Field obj, Field old) => PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);

    private static void Strategy(Field strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "Recreate":
                if (rolling.IsSet)
                {
                    rolling.Forbidden("may not be specified when strategy `type` is 'Recreate'");
                }

                break;
            case "RollingUpdate" when !rolling.IsSet:
                rolling.Required("this should be defaulted and never be nil");
                break;
            case "RollingUpdate":
                RollingUpdate(rolling);
                break;
            default:
                RolloutStrategyRules.RefuseType(strategy, "Recreate", "RollingUpdate");
                break;
        }
    }

    private static void RollingUpdate(Field rolling)
    {
        var (unavailable, surge) = RolloutStrategyRules.Amounts(rolling);
        if (AmountRules.AmountOf(unavailable) == 0 && AmountRules.AmountOf(surge) == 0)
        {
            unavailable.Invalid(unavailable.IsSet ? unavailable.Value : 0, "may not be 0 when `maxSurge` is 0");
        }

        unavailable.BeAtMostAll();
    }
}
