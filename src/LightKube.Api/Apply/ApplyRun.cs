using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>One apply: merge, give up what the configuration no longer names, settle who owns what.</summary>
internal sealed class ApplyRun(KindSchema kind, DocMap configuration, FieldOwner owner, FieldFilter filter, IObjectVersions versions)
{
    /// <param name="old">The stored object; null when there is none yet.</param>
    /// <param name="force">Take fields that others own.</param>
    /// <exception cref="ApplyConflictException">There are conflicts and no force.</exception>
    /// <exception cref="TypedValueException">A list's items cannot be told apart.</exception>
    public DocMap Apply(DocMap? old, bool force)
    {
        var managed = Managed(old);
        var next = old?.DeepClone() ?? new DocMap();
        TypedMerge.Merge(next, configuration, kind.Type);
        var before = managed.Find(owner);
        var fields = filter.Apply(FieldsOf.Configuration(configuration, kind.Type));
        managed.Set(ManagedEntry.Of(owner, fields));
        if (before is { Fields.IsEmpty: false })
        {
            next = new FieldPruning(kind, versions, managed, owner).Prune(next, before);
        }

        var present = old ?? new DocMap();
        new OwnershipTransfer(kind, present, next, filter, versions).Run(managed, owner, force);
        Stamp(managed, before, old is null || !next.ContentEquals(old));
        managed.Encode(next);
        return next;
    }

    private ManagedFields Managed(DocMap? old)
    {
        if (old is null)
        {
            return ManagedFields.None();
        }

        var managed = ManagedFields.Decode(old);
        if (managed.Count == 0)
        {
            var first = owner with { Manager = FieldOwner.BeforeFirstApply, IsApplied = false };
            FieldManagement.Record(kind, EmptyObjects.Of(kind), old, first, filter, versions, managed);
        }

        FieldManagement.Reconcile(managed, kind, versions);
        return managed;
    }

    // The time tells when the manager last changed something.
    private void Stamp(ManagedFields managed, ManagedEntry? before, bool isChanged)
    {
        if (managed.Find(owner) is not { } entry)
        {
            return;
        }

        var fields = StrippedFields.Strip(entry.Fields);
        if (fields.IsEmpty)
        {
            managed.Remove(entry);
        }
        else if (isChanged || before is null)
        {
            managed.Set(entry.With(fields, owner.Time));
        }
        else
        {
            managed.Set(fields.ContentEquals(before.Fields) && before.ApiVersion == entry.ApiVersion ? before : entry.With(fields, before.Time));
        }
    }
}
