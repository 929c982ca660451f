using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>JSON Merge Patch, RFC 7386: objects merge, null removes, everything else replaces.</summary>
public static class MergePatch
{
    /// <summary>Applies the patch to a copy of the target.</summary>
    /// <param name="target">Read only; may be frozen.</param>
    /// <param name="patch">An object.</param>
    /// <returns>A new mutable tree that shares nothing with the target or the patch.</returns>
    /// <exception cref="PatchException">The patch is not an object (400).</exception>
    public static DocMap Apply(DocMap target, Value patch)
    {
        var changes = patch.AsMap ?? throw PatchException.Malformed("a merge patch must be an object");
        var result = target.DeepClone();
        Merge(result, changes);
        return result;
    }

    private static void Merge(DocMap into, DocMap changes)
    {
        var removes = false;
        foreach (ref readonly var change in changes.Entries)
        {
            if (change.Value.IsNull)
            {
                removes = true;
            }
            else if (change.Value.AsMap is { } inner)
            {
                Merge(into.GetOrAddMap(change.Key), inner);
            }
            else
            {
                into.Set(change.Key, change.Value.DeepClone());
            }
        }

        if (removes)
        {
            into.RemoveWhere(key => changes[key].IsNull);
        }
    }
}
