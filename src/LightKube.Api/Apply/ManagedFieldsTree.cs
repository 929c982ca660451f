using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>The field sets of an object as trees, for a patch that looks into them.</summary>
public static class ManagedFieldsTree
{
    /// <param name="root">Mutable; changed in place.</param>
    public static void Expand(DocMap root)
    {
        foreach (ref readonly var item in (root.GetMap("metadata")?.GetList("managedFields") ?? new DocList()).Items)
        {
            if (item.AsMap is { } entry && entry["fieldsV1"].AsEncoded is { } encoded)
            {
                entry.Set("fieldsV1", encoded.ToMap().DeepClone());
            }
        }
    }
}
