using LightKube.Api.Core.V1;
using LightKube.Api.Storage.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>Only a bound claim of a class that allows expansion may ask for more.</summary>
public sealed class PersistentVolumeClaimResize(IObjectReader objects) : IAdmissionPlugin
{
    public string Name => "PersistentVolumeClaimResize";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Update && request.IsFor(PersistentVolumeClaim.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var old = request.Old!.As<PersistentVolumeClaim>();
        var claim = request.Object!.As<PersistentVolumeClaim>();
        if (claim.Spec.Resources.Requests["storage"] is not { } wanted || old.Spec.Resources.Requests["storage"] is not { } had || wanted <= had)
        {
            return ValueTask.CompletedTask;
        }

        if (old.Status.Phase != "Bound")
        {
            throw request.Forbid("Only bound persistent volume claims can be expanded");
        }

        var mayGrow = claim.Spec.StorageClassName is { Length: > 0 } name && objects.Find<StorageClass>("", name)?.AllowVolumeExpansion == true;
        return mayGrow
            ? ValueTask.CompletedTask
            : throw request.Forbid("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }
}
