using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PersistentVolumeClaims. Once made, a claim may be bound and may ask for more; nothing else changes.</summary>
public sealed class PersistentVolumeClaimStrategy() : DefaultStrategy(PersistentVolumeClaim.Schema)
{
    protected override void OnCreate(Document document) => document.As<PersistentVolumeClaim>().Status.Phase = "Pending";

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<PersistentVolumeClaim>().Spec;
        if (spec.AccessModes.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("accessModes"), "at least 1 access mode is required");
        }

        ResourceRules.Positive(spec.Resources.Requests, "storage", FieldPath.Spec.Child("resources"), errors);
        if (spec.StorageClassName is { Length: > 0 } name && ValueRules.DnsSubdomain(name) is { } problem)
        {
            errors.Invalid(FieldPath.Spec.Child("storageClassName"), name, problem);
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length > 0)
        {
            return;
        }

        var claim = document.As<PersistentVolumeClaim>();
        var before = old.As<PersistentVolumeClaim>();
        var normalized = PersistentVolumeClaim.Over(document.Root.DeepClone());
        if (before.Spec.VolumeName.Length == 0)
        {
            normalized.Spec.VolumeName = "";
        }

        foreach (var key in new[] { "volumeAttributesClassName", "resources" })
        {
            normalized.Spec.Map.Set(key, before.Spec.Field(key).DeepClone());
        }

        // Made without a class and given the default one later.
        if (before.Spec.StorageClassName is null)
        {
            normalized.Spec.Map.Remove("storageClassName");
        }

        if (!normalized.Spec.ToValue().Equals(before.Spec.ToValue()))
        {
            errors.Forbidden(FieldPath.Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        if (claim.Spec.Resources.Requests["storage"] is { } now && before.Spec.Resources.Requests["storage"] is { } then && now < then
            && (before.Status.Capacity["storage"] is not { } has || now <= has))
        {
            errors.Forbidden(FieldPath.Spec.Child("resources").Child("requests").Child("storage"), "field can not be less than status.capacity");
        }
    }
}
