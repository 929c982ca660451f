using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Patches;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Http;
using LightKube.Client;

namespace LightKube.ApiServer.Registry;

/// <summary>Applies a patch to a stored object and brings the result into the shape of its schema.</summary>
public static class Patcher
{
    /// <returns>A new, mutable document.</returns>
    /// <exception cref="ApiException">The patch cannot be applied, or its result is not an object of the kind.</exception>
    public static Document Apply(KindSchema kind, Document old, Patch patch, ApiCall call)
    {
        var target = old.Root;
        if (Mentions(patch.Body, "managedFields"))
        {
            target = target.DeepClone();
            ManagedFieldsTree.Expand(target);
        }

        DocMap root;
        try
        {
            root = patch.Type switch
            {
                PatchType.Json => JsonPatch.Apply(target, patch.Body),
                PatchType.Merge => MergePatch.Apply(target, patch.Body),
                PatchType.StrategicMerge => StrategicMergePatch.Apply(target, patch.Body, kind.Type),
                _ => throw new ArgumentException("an applied configuration is no patch of this kind", nameof(patch)),
            };
        }
        catch (PatchException e)
        {
            throw new ApiException(e.Code, e.Code == 422 ? StatusReason.Invalid : StatusReason.BadRequest, e.Message, e);
        }

        if (patch.Type == PatchType.StrategicMerge)
        {
            // Kubernetes merges it into the object's type, where these are no fields.
            root.Set("kind", kind.Kind);
            root.Set("apiVersion", kind.ApiVersion);
        }

        if (root.GetString("kind") != kind.Kind || root.GetString("apiVersion") != kind.ApiVersion)
        {
            throw ApiException.BadRequest("a patch must not change apiVersion or kind");
        }

        return DocumentDecoder.Complete(new Document(kind, root), old, call);
    }

    // In a JSON patch within the paths, in the others as a field of metadata.
    private static bool Mentions(Value body, string field)
    {
        if (body.AsMap is { } map)
        {
            return map.GetMap("metadata")?.Contains(field) ?? false;
        }

        foreach (ref readonly var operation in (body.AsList ?? new DocList()).Items)
        {
            if (operation.AsMap is { } step && (Has(step.GetString("path")) || Has(step.GetString("from"))))
            {
                return true;
            }
        }

        return false;

        bool Has(string? path) => path?.Contains(field, StringComparison.Ordinal) ?? false;
    }
}
