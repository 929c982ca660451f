using LightKube.Api.Resource.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>DeviceClasses.</summary>
internal sealed class DeviceClassValidation() : KindValidation(DeviceClass.Schema)
{
    private const int MaxConfigs = 32;

    protected override void Validate(Field obj)
    {
        var (selectors, config) = (obj["spec"]["selectors"], obj["spec"]["config"]);
        DeviceRules.Selectors(selectors);
        DeviceClaimRules.AtMost(config, MaxConfigs);
        for (var i = 0; i < config.Count; i++)
        {
            DeviceRules.Opaque(config[i]);
        }
    }
}
