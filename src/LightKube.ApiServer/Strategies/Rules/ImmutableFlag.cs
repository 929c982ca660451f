using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The field <c>immutable</c> of ConfigMaps and Secrets: once true it stays, and the content with it.</summary>
internal static class ImmutableFlag
{
    public static void Validate(Document document, Document old, FieldErrors errors, params string[] fields)
    {
        if (old.Root["immutable"].AsBool != true)
        {
            return;
        }

        if (document.Root["immutable"].AsBool != true)
        {
            errors.Forbidden(FieldPath.Of("immutable"), "field is immutable when `immutable` is set");
        }

        foreach (var field in fields)
        {
            var before = old.Root.GetMap(field) ?? new DocMap();
            if (!before.ContentEquals(document.Root.GetMap(field) ?? new DocMap()))
            {
                errors.Forbidden(FieldPath.Of(field), "field is immutable when `immutable` is set");
            }
        }
    }
}
