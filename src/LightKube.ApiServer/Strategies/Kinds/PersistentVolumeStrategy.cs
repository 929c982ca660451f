using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PersistentVolumes. Where a volume is never changes.</summary>
public sealed class PersistentVolumeStrategy() : DefaultStrategy(PersistentVolume.Schema)
{
    protected override void OnCreate(Document document) => document.As<PersistentVolume>().Status.Phase = "Pending";
}
