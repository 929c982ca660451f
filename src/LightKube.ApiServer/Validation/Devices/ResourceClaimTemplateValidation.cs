using LightKube.Api.Resource.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>ResourceClaimTemplates.</summary>
internal sealed class ResourceClaimTemplateValidation() : KindValidation(ResourceClaimTemplate.Schema)
{
    protected override void Validate(Field obj)
    {
        var metadata = obj["spec"]["metadata"];
        ObjectMetaValidation.CheckAnnotations(metadata["annotations"]);
        metadata["labels"].BeLabels();
        DeviceClaimRules.Validate(obj["spec"]["spec"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"].BeUnchanged(old["spec"]);
    }
}
