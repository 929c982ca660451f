using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Removes what a manager applied last time, does not apply now, and nobody else owns.</summary>
internal sealed class FieldPruning(KindSchema kind, IObjectVersions versions, ManagedFields managed, FieldOwner owner)
{
    /// <param name="merged">The object with the new configuration; mutable.</param>
    /// <param name="before">What the manager applied last time.</param>
    public DocMap Prune(DocMap merged, ManagedEntry before)
    {
        var own = managed.Find(owner)!;
        if (before.ApiVersion == kind.ApiVersion && before.Fields.Except(own.Fields).IsEmpty)
        {
            return merged;
        }

        if (KindAt(before.ApiVersion) is not { } at)
        {
            return merged;
        }

        var root = At(merged, kind, at);
        var last = SchemaFields.WithNamed(before.Fields, at.Type);
        var pruned = AddBackOwned(root, FieldRemoval.Remove(root, last, at.Type), at);
        var gone = FieldsIn(root, at).Except(FieldsIn(pruned, at)).Intersect(last);
        return gone.IsEmpty ? merged : At(FieldRemoval.Remove(root, gone, at.Type), at, kind);
    }

    // What others own, or the new configuration names, comes back: at the version of the pruning first, then at the others'.
    private DocMap AddBackOwned(DocMap root, DocMap pruned, KindSchema at)
    {
        pruned = AddBackOwnedAt(root, pruned, at);
        var seen = new HashSet<string>(StringComparer.Ordinal) { at.ApiVersion };
        foreach (var entry in managed.Entries)
        {
            if (seen.Add(entry.ApiVersion) && KindAt(entry.ApiVersion) is { } other)
            {
                pruned = At(AddBackOwnedAt(At(root, at, other), At(pruned, at, other), other), other, at);
            }
        }

        return pruned;
    }

    private DocMap AddBackOwnedAt(DocMap root, DocMap pruned, KindSchema at)
    {
        var owned = FieldSet.Empty;
        foreach (var entry in managed.Entries)
        {
            owned = entry.ApiVersion == at.ApiVersion ? owned.Union(entry.Fields) : owned;
        }

        var kept = FieldsIn(pruned, at).Union(SchemaFields.WithNamed(owned, at.Type));
        return FieldRemoval.Remove(root, FieldsIn(root, at).Except(kept), at.Type);
    }

    private static FieldSet FieldsIn(DocMap root, KindSchema at) => SchemaFields.WithNamed(FieldsOf.Configuration(root, at.Type), at.Type);

    private KindSchema? KindAt(string apiVersion) => apiVersion == kind.ApiVersion ? kind : versions.Find(apiVersion);

    private DocMap At(DocMap root, KindSchema from, KindSchema to) => ReferenceEquals(from, to) ? root : versions.Convert(root, from, to);
}
