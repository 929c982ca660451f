using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Storage.V1;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>StorageClasses. What a class means does not change under the claims that chose it.</summary>
public sealed class StorageClassStrategy() : DefaultStrategy(StorageClass.Schema)
{
    public override void SetDefaults(Document document)
    {
        var item = document.As<StorageClass>();
        item.ReclaimPolicy ??= "Delete";
        item.VolumeBindingMode ??= "Immediate";
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        if (document.As<StorageClass>().Provisioner.Length == 0)
        {
            errors.Required(FieldPath.Of("provisioner"));
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        foreach (var field in new[] { "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode" })
        {
            if (!document.Root[field].Equals(old.Root[field]))
            {
                errors.Forbidden(FieldPath.Of(field), "updates to " + field + " are forbidden.");
            }
        }
    }
}
