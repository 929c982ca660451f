using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>CSIStorageCapacities.</summary>
internal sealed class CsiStorageCapacityValidation() : KindValidation(CSIStorageCapacity.Schema)
{
    protected override void ValidateCreate(Field obj)
    {
        obj["nodeTopology"].BeLabelSelector();
        obj["storageClassName"].Obey(NameRules.Dns1123Subdomain);
        NotNegative(obj["capacity"]);
        NotNegative(obj["maximumVolumeSize"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        obj["nodeTopology"].BeUnchanged(old["nodeTopology"]);
        obj["storageClassName"].BeUnchanged(old["storageClassName"]);
    }

    private static void NotNegative(Field amount)
    {
        if (amount.Quantity is { Sign: < 0 } given)
        {
            amount.Invalid(given.ToString(), FieldRules.NotNegative);
        }
    }
}
