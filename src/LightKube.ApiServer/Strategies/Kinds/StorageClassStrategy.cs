using LightKube.Api.Documents;
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
}
