using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>VolumeAttributesClasses.</summary>
internal sealed class VolumeAttributesClassValidation() : KindValidation(VolumeAttributesClass.Schema)
{
    protected override void ValidateCreate(Field obj)
    {
        CsiVolumeSource.DriverName(obj["driverName"]);
        if (obj["parameters"].Count == 0)
        {
            obj["parameters"].Required("must contain at least one key/value pair");
        }

        ParameterRules.Validate(obj["parameters"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        if (obj["driverName"].Text != old["driverName"].Text)
        {
            obj["driverName"].Forbidden("updates to driverName are forbidden.");
        }

        if (!obj["parameters"].Same(old["parameters"]))
        {
            obj["parameters"].Forbidden("updates to parameters are forbidden.");
        }
    }
}
