using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources;

/// <summary>Brings custom objects into the shape of their schema: metadata, unknown fields, nulls, defaults. Values are judged later.</summary>
public static class CustomObjects
{
    /// <summary>What a client sent. Changes the tree in place.</summary>
    /// <param name="root">The object; mutable.</param>
    /// <param name="kind">Its kind, a custom one.</param>
    /// <param name="mode">What to do about unknown and duplicate fields.</param>
    /// <param name="duplicates">Paths of the fields that stood twice.</param>
    /// <returns>Warnings for the client.</returns>
    /// <exception cref="ApiException">400: metadata of the wrong type, or the mode is Strict and there are unknown or duplicate fields.</exception>
    public static IReadOnlyList<string> Complete(DocMap root, KindSchema kind, FieldValidation mode, IReadOnlyList<string>? duplicates)
    {
        var limit = mode == FieldValidation.Ignore ? 0 : SchemaValidation.MaxProblems;
        var custom = kind.Custom!;
        var coercion = new MetadataCoercion(dropInvalid: false, limit);
        var pruning = new Pruning(limit);
        try
        {
            coercion.CoerceObject(root, "");
            pruning.PruneObject(root, custom.Schema);
            Pruning.DropNulls(root, custom.Schema);
            if (custom.HasEmbedded)
            {
                coercion.CoerceEmbedded(root, custom.Schema);
            }
        }
        catch (ValueTypeException e)
        {
            throw ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {e.Message}");
        }

        StructuralDefaults.Apply(root, custom.Schema);
        return mode == FieldValidation.Ignore ? [] : SchemaValidation.Report(kind, mode, duplicates, [.. coercion.Unknown, .. pruning.Unknown]);
    }

    /// <summary>
    /// What came out of the store or of a conversion, perhaps under an older schema: nothing is refused any more. Changes the tree in place.
    /// </summary>
    public static void Repair(DocMap root, KindSchema kind)
    {
        var custom = kind.Custom!;
        var coercion = new MetadataCoercion(dropInvalid: true, 0);
        coercion.CoerceObject(root, "");
        new Pruning(0).PruneObject(root, custom.Schema);
        Pruning.DropNulls(root, custom.Schema);
        if (custom.HasEmbedded)
        {
            coercion.CoerceEmbedded(root, custom.Schema);
        }

        StructuralDefaults.Apply(root, custom.Schema);
        var metadata = root.GetOrAddMap("metadata");
        if (metadata["generation"].AsInt is null or 0)
        {
            metadata.Set("generation", 1);
        }
    }
}
