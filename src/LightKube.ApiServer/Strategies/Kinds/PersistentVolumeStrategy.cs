using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PersistentVolumes. Where a volume is never changes.</summary>
public sealed class PersistentVolumeStrategy() : DefaultStrategy(PersistentVolume.Schema)
{
    private static readonly HashSet<string> NotSources =
    [
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode",
        "nodeAffinity", "volumeAttributesClassName",
    ];

    protected override void OnCreate(Document document) => document.As<PersistentVolume>().Status.Phase = "Pending";

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<PersistentVolume>().Spec;
        if (spec.AccessModes.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("accessModes"));
        }

        if (spec.Capacity.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("capacity"));
        }
        else
        {
            ResourceRules.Positive(spec.Capacity, "storage", FieldPath.Spec.Child("capacity"), errors);
        }

        var sources = Sources(spec.Map).Count();
        if (sources == 0)
        {
            errors.Required(FieldPath.Spec, "must specify a volume type");
        }
        else if (sources > 1)
        {
            errors.Forbidden(FieldPath.Spec, "may not specify more than 1 volume type");
        }

        if (spec.Local.IsPresent && !spec.NodeAffinity.Required.IsPresent)
        {
            errors.Required(FieldPath.Spec.Child("nodeAffinity"), "Local volume requires node affinity");
        }

        if (spec.HostPath.IsPresent && spec.HostPath.Path == "/" && spec.PersistentVolumeReclaimPolicy == "Recycle")
        {
            errors.Forbidden(FieldPath.Spec.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length > 0)
        {
            return;
        }

        var spec = document.Root.GetMap("spec") ?? new DocMap();
        var before = old.Root.GetMap("spec") ?? new DocMap();
        if (Sources(spec).Concat(Sources(before)).Any(key => !spec[key].Equals(before[key])))
        {
            errors.Forbidden(FieldPath.Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }

        if (!spec["volumeMode"].Equals(before["volumeMode"]))
        {
            errors.Invalid(FieldPath.Spec.Child("volumeMode"), spec["volumeMode"], "field is immutable");
        }
    }

    private static IEnumerable<string> Sources(DocMap spec) =>
        spec.Entries.ToArray().Where(entry => !NotSources.Contains(entry.Key) && entry.Value.AsMap is not null).Select(entry => entry.Key);
}
