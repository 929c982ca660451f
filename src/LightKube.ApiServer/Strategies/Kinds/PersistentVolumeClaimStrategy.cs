using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PersistentVolumeClaims. Once made, a claim may be bound and may ask for more; nothing else changes.</summary>
public sealed class PersistentVolumeClaimStrategy() : DefaultStrategy(PersistentVolumeClaim.Schema)
{
    protected override void OnCreate(Document document) => document.As<PersistentVolumeClaim>().Status.Phase = "Pending";
}
