using LightKube.Api.Apps.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>ReplicaSets.</summary>
internal sealed class ReplicaSetValidation() : KindValidation(ReplicaSet.Schema)
{
    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        WorkloadRules.BeNotNegative(spec, "replicas", "minReadySeconds");
        WorkloadRules.RequireSelector(spec["selector"], "empty selector is invalid for deployment");
        if (WorkloadRules.MatchTemplate(spec["selector"], spec["template"], "invalid label selector"))
        {
            PodTemplateRules.ValidateLasting(spec["template"], "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"]["selector"].BeUnchanged(old["spec"]["selector"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        WorkloadRules.Counts(obj["status"], "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
        obj["status"]["terminatingReplicas"].BeNotNegative();
    }

    public override void Warn(Field obj, Field old) => PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);
}
