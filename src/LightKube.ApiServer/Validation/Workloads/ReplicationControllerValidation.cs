using LightKube.Api.Core.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>ReplicationControllers, whose selector is a plain map.</summary>
internal sealed class ReplicationControllerValidation() : KindValidation(ReplicationController.Schema)
{
    protected override void Validate(Field obj)
    {
        var (spec, template) = (obj["spec"], obj["spec"]["template"]);
        spec["minReadySeconds"].BeNotNegative();
        if (spec["selector"].Count == 0)
        {
            spec["selector"].Required();
        }

        spec["replicas"].BeNotNegative();
        if (!template.IsSet)
        {
            template.Required();
            return;
        }

        WorkloadRules.MatchTemplate(spec["selector"].Map, template);
        PodTemplateRules.ValidateLasting(template, "activeDeadlineSeconds in ReplicationController is not Supported");
    }

    protected override void ValidateStatus(Field obj, Field old) =>
        WorkloadRules.Counts(obj["status"], "fullyLabeledReplicas", "readyReplicas", "availableReplicas");

    public override void Warn(Field obj, Field old) => PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);
}
