using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Patches;

/// <summary>JSON Patch, RFC 6902.</summary>
public static class JsonPatch
{
    /// <summary>Operations in one patch; Kubernetes' own limit.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>Values that all copy operations of a patch may copy together, so that repeated doubling cannot exhaust memory.</summary>
    public const int MaxCopiedNodes = 200_000;

    /// <summary>Characters that they may copy together: a string may be copied in no time, and often, but has to be written each time.</summary>
    public const int MaxCopiedCharacters = 3 * 1024 * 1024;

    /// <summary>Applies the list of operations to a copy of the target.</summary>
    /// <param name="target">Read only; may be frozen.</param>
    /// <param name="patch">The list of operations.</param>
    /// <returns>A new mutable tree that shares nothing with the target or the patch.</returns>
    /// <exception cref="PatchException">The patch is malformed (400), too long (413), or does not apply (422).</exception>
    public static DocMap Apply(DocMap target, Value patch)
    {
        var list = patch.AsList ?? throw PatchException.Malformed("a JSON patch must be a list of operations: [{\"op\": …, \"path\": …}]");
        if (list.Count > MaxOperations)
        {
            throw PatchException.TooLarge($"The allowed maximum operations in a JSON patch is {MaxOperations}, got {list.Count}");
        }

        var run = new JsonPatchRun(target.DeepClone());
        foreach (ref readonly var item in list.Items)
        {
            run.Apply(JsonPatchOperation.Parse(item));
        }

        run.EndRemovals();
        if (TreeSize.Measure(run.Root).Depth > JsonLimits.MaxDepth)
        {
            throw PatchException.DoesNotApply($"the patched object would be nested deeper than {JsonLimits.MaxDepth} levels");
        }

        return run.Root;
    }
}
