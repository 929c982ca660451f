using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Storage.V1;

namespace LightKube.Api.Tables;

internal static class StorageCells
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";
    private const string OldClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("pv.modes", (root, _) => Modes(new PersistentVolume(root).Spec.AccessModes)),
        ("pv.status", (root, _) => CommonCells.IsDeleting(root) ? "Terminating" : new PersistentVolume(root).Status.Phase),
        ("pv.claim", (root, _) => new PersistentVolume(root).Spec.ClaimRef is { IsPresent: true } claim ? $"{claim.Namespace}/{claim.Name}" : ""),
        ("pv.class", (root, _) => new PersistentVolume(root) is var volume ? volume.Metadata.Annotations[OldClassAnnotation] ?? volume.Spec.StorageClassName : ""),
        ("pvc.status", (root, _) => CommonCells.IsDeleting(root) ? "Terminating" : new PersistentVolumeClaim(root).Status.Phase),
        ("pvc.capacity", (root, _) => new PersistentVolumeClaim(root) is { Spec.VolumeName.Length: > 0 } claim ? claim.Status.Capacity["storage"]?.ToString() ?? "0" : ""),
        ("pvc.modes", (root, _) => new PersistentVolumeClaim(root) is { Spec.VolumeName.Length: > 0 } claim ? Modes(claim.Status.AccessModes) : ""),
        ("pvc.class", (root, _) => new PersistentVolumeClaim(root) is var claim ? claim.Metadata.Annotations[OldClassAnnotation] ?? claim.Spec.StorageClassName ?? "" : ""),
        ("storageclass.name", (root, _) => new StorageClass(root) is var named && named.Metadata.Annotations[DefaultClass] == "true" ? named.Name + " (default)" : named.Name),
        ("csidriver.tokens", (root, _) => Unset(new CSIDriver(root).Spec.TokenRequests.Select(request => request.Audience))),
        ("csidriver.modes", (root, _) => CommonCells.Joined(new CSIDriver(root).Spec.VolumeLifecycleModes)),
        ("csinode.drivers", (root, _) => CommonCells.Count(root.GetMap("spec"), "drivers")),
    ];

    private static string Unset(IEnumerable<string> texts) => string.Join(",", texts) is { Length: > 0 } joined ? joined : CommonCells.Unset;

    private static string Modes(IEnumerable<string> modes)
    {
        var given = modes.ToHashSet();
        return string.Join(",", new[] { ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP") }
            .Where(mode => given.Contains(mode.Item1)).Select(mode => mode.Item2));
    }
}
