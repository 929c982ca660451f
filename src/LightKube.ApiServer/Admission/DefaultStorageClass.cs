using LightKube.Api.Core.V1;
using LightKube.Api.Storage.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>A claim that names no class gets the default one, if there is one: the newest of those marked so.</summary>
public sealed class DefaultStorageClass(IObjectReader objects) : IAdmissionPlugin
{
    private const string OldAnnotation = "volume.beta.kubernetes.io/storage-class";

    private static readonly string[] DefaultMarks =
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];

    public string Name => "DefaultStorageClass";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(PersistentVolumeClaim.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var claim = request.Object!.As<PersistentVolumeClaim>();

        // The empty name is a choice too: no class.
        if (claim.Spec.StorageClassName is null && !claim.Metadata.Annotations.ContainsKey(OldAnnotation))
        {
            var standard = objects.List<StorageClass>(null)
                .Where(item => DefaultMarks.Any(mark => item.Metadata.Annotations[mark] == "true"))
                .OrderByDescending(item => item.Metadata.CreationTimestamp)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            if (standard is not null)
            {
                claim.Spec.StorageClassName = standard.Name;
            }
        }

        return ValueTask.CompletedTask;
    }
}
