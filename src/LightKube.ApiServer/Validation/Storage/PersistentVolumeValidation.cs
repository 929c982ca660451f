using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>PersistentVolumes. Where a volume is never changes.</summary>
internal sealed class PersistentVolumeValidation() : KindValidation(PersistentVolume.Schema)
{
    protected override void Validate(Field obj) => PersistentVolumeRules.Validate(obj["spec"], obj["metadata"]["name"].Text);

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (spec, before) = (obj["spec"], old["spec"]);
        if (!PersistentVolumeRules.SameSource(spec.Map, before.Map))
        {
            spec.Named("persistentvolumesource").Forbidden("spec.persistentvolumesource is immutable after creation");
        }

        obj.Below("volumeMode", spec["volumeMode"].Value).BeUnchanged(before["volumeMode"]);
        if (before["nodeAffinity"].IsSet && !spec["nodeAffinity"].Same(before["nodeAffinity"]))
        {
            obj.Named("nodeAffinity").Invalid(spec["nodeAffinity"].Value, "field is immutable, except for updating from beta label to GA");
        }

        if (before["volumeAttributesClassName"].IsSet && !spec["volumeAttributesClassName"].IsSet)
        {
            spec["volumeAttributesClassName"].Forbidden("update from non-nil value to nil is forbidden");
        }
    }

    public override void Warn(Field obj, Field old)
    {
        const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
        var (annotations, spec) = (obj["metadata"]["annotations"], obj["spec"]);
        if (annotations.Map?.Contains(ClassAnnotation) == true)
        {
            annotations.Entry(ClassAnnotation).Warn("deprecated since v1.8; use \"storageClassName\" attribute instead");
        }

        if (spec["persistentVolumeReclaimPolicy"].Text == "Recycle")
        {
            spec["persistentVolumeReclaimPolicy"].Warn("The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }

        NodeLabelWarnings.Terms(spec["nodeAffinity"]["required"]["nodeSelectorTerms"]);
        if (spec["capacity"].Entry("storage").Quantity is { } size && size.Milli % 1000 != 0)
        {
            spec["capacity"].Entry("storage").Warn($"fractional byte value \"{size}\" is invalid, must be an integer");
        }
    }
}
