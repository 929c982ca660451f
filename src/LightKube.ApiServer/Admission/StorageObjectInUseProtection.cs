using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission;

/// <summary>Claims and volumes carry a finalizer, so that none disappears under a pod. A controller takes it off when nothing uses them.</summary>
public sealed class StorageObjectInUseProtection : IAdmissionPlugin
{
    public string Name => "StorageObjectInUseProtection";

    public bool Handles(AdmissionRequest request) =>
        request.Verb == AdmissionVerb.Create && (request.IsFor(PersistentVolumeClaim.Schema) || request.IsFor(PersistentVolume.Schema));

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var finalizer = request.IsFor(PersistentVolume.Schema) ? "kubernetes.io/pv-protection" : "kubernetes.io/pvc-protection";
        var finalizers = request.Object!.Metadata.Finalizers;
        if (!finalizers.Contains(finalizer))
        {
            finalizers.Add(finalizer);
        }

        return ValueTask.CompletedTask;
    }
}
