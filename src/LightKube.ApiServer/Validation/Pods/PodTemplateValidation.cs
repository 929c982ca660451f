using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>PodTemplates.</summary>
internal sealed class PodTemplateValidation() : KindValidation(PodTemplate.Schema)
{
    protected override void Validate(Field obj) => PodTemplateRules.Validate(obj["template"]);

    public override void Warn(Field obj, Field old) => PodTemplateRules.Warn(obj["template"], old["template"]);
}
