using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>PersistentVolumeClaims. Once made, a claim may be bound and may ask for more; nothing else changes.</summary>
internal sealed class ClaimValidation() : KindValidation(PersistentVolumeClaim.Schema)
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string Fixed = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    private static readonly string[] ResizeStates =
    [
        "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizePending", "NodeResizeInProgress", "NodeResizeInfeasible",
    ];

    protected override void Validate(Field obj) => ClaimSpecValidation.Validate(obj["spec"]);

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        Annotation(obj["metadata"]["annotations"], old["metadata"]["annotations"]);
        var (spec, before) = (obj["spec"], old["spec"]);
        if (!PutBack(obj, old).ContentEquals(before.Map ?? new DocMap()))
        {
            spec.Forbidden(Fixed);
        }

        Size(spec["resources"]["requests"], before["resources"]["requests"], old["status"]["capacity"]);
        obj.Below("volumeMode", spec["volumeMode"].Value).BeUnchanged(before["volumeMode"]);
        AttributesClass(spec["volumeAttributesClassName"], before["volumeAttributesClassName"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var status = obj["status"];
        NotNegative(status["capacity"]);
        var states = status["allocatedResourceStatuses"];
        var at = status.Named("allocatedResourceStatus");
        foreach (ref readonly var entry in states.Entries)
        {
            ResourceKey(at, entry.Key);
            if (!ResizeStates.Contains(entry.Value.AsString))
            {
                at.NotSupported(entry.Key, "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible", "NodeResizePending");
            }
        }

        foreach (ref readonly var entry in status["allocatedResources"].Entries)
        {
            ResourceKey(status["allocatedResources"], entry.Key);
        }

        NotNegative(status["allocatedResources"]);
    }

    public override void Warn(Field obj, Field old)
    {
        var annotations = obj["metadata"]["annotations"];
        if (annotations.Map?.Contains(ClassAnnotation) == true)
        {
            annotations.Entry(ClassAnnotation).Warn("deprecated since v1.8; use \"storageClassName\" attribute instead");
        }

        foreach (var list in (ReadOnlySpan<string>)["requests", "limits"])
        {
            var storage = obj["spec"]["resources"][list].Entry("storage");
            if (storage.Quantity is { } size && size.Milli % 1000 != 0)
            {
                storage.Warn($"fractional byte value \"{size}\" is invalid, must be an integer");
            }
        }
    }

    private static void Annotation(Field annotations, Field old)
    {
        var (now, before) = (annotations.Map?.GetString(ClassAnnotation) ?? "", old.Map?.GetString(ClassAnnotation) ?? "");
        if (now != before)
        {
            annotations.Named(ClassAnnotation).Invalid(now, FieldRules.Immutable);
        }
    }

    /// <summary>The new spec with all that may change put back to what it was.</summary>
    private static DocMap PutBack(Field obj, Field old)
    {
        var (spec, before) = (obj["spec"].Map?.DeepClone() ?? new DocMap(), old["spec"].Map ?? new DocMap());
        if (string.IsNullOrEmpty(before.GetString("volumeName")))
        {
            spec.Set("volumeName", before["volumeName"]);
        }

        // Made without a class and given one later.
        if (before["storageClassName"].IsAbsentOrNull)
        {
            spec.Remove("storageClassName");
        }

        if (obj["status"]["phase"].Text != "Bound")
        {
            return spec;
        }

        if (spec.GetMap("resources")?.GetMap("requests") is { } requests)
        {
            requests.Set("storage", before.GetMap("resources")?.GetMap("requests")?["storage"] ?? default);
        }

        if (!spec["volumeAttributesClassName"].IsAbsentOrNull)
        {
            spec.Set("volumeAttributesClassName", before["volumeAttributesClassName"]);
        }

        return spec;
    }

    // A claim may ask for less again when growing failed, but never for less than it has.
    private static void Size(Field requests, Field before, Field capacity)
    {
        var (now, then) = (requests.Entry("storage").Quantity ?? Quantity.Zero, before.Entry("storage").Quantity ?? Quantity.Zero);
        if (now < then && now <= (capacity.Entry("storage").Quantity ?? Quantity.Zero))
        {
            requests.Below("storage", default).Forbidden("field can not be less than status.capacity");
        }
    }

    private static void AttributesClass(Field name, Field old)
    {
        if (!old.IsSet || name.Same(old))
        {
            return;
        }

        if (!name.IsSet)
        {
            name.Forbidden("update from non-nil value to nil is forbidden");
        }
        else if (!name.HasText)
        {
            name.Forbidden("update from non-nil value to an empty string is forbidden");
        }
    }

    private static void NotNegative(Field amounts)
    {
        foreach (ref readonly var entry in amounts.Entries)
        {
            if (amounts.Entry(entry.Key).Quantity is { Sign: < 0 } amount)
            {
                amounts.Entry(entry.Key).Invalid(amount.Units, "must be a valid resource quantity");
            }
        }
    }

    private static void ResourceKey(Field at, string name)
    {
        var problems = NameRules.QualifiedName(name);
        foreach (var problem in problems)
        {
            at.Invalid(name, problem);
        }

        if (problems.Count == 0 && ResourceNames.IsNative(name) && name != "storage")
        {
            at.NotSupported(name, "storage");
        }
    }
}
