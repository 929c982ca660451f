using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>ResourceQuotas.</summary>
public sealed class ResourceQuotaStrategy() : DefaultStrategy(ResourceQuota.Schema)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var hard = document.As<ResourceQuota>().Spec.Hard;
        foreach (var (name, text) in hard)
        {
            var path = FieldPath.Spec.Child("hard").Key(name);
            if (hard[name] is not { } quantity || quantity.Sign < 0)
            {
                errors.Invalid(path, text, "must be greater than or equal to 0");
            }
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length == 0 && !document.As<ResourceQuota>().Spec.Scopes.Order(StringComparer.Ordinal).SequenceEqual(old.As<ResourceQuota>().Spec.Scopes.Order(StringComparer.Ordinal)))
        {
            errors.Invalid(FieldPath.Spec.Child("scopes"), document.As<ResourceQuota>().Spec.Field("scopes"), "field is immutable");
        }
    }
}
