using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>
/// Takes from the other managers what a write changed or removed. A manager who wrote at another version is compared at that version.
/// </summary>
internal sealed class OwnershipTransfer(KindSchema kind, DocMap old, DocMap next, FieldFilter filter, IObjectVersions versions)
{
    private readonly List<(string ApiVersion, FieldComparison Comparison)> _others = [];

    /// <summary>What changed, at the write's own version, whatever the endpoint lets through.</summary>
    public FieldComparison Comparison { get; } = FieldComparison.Of(old, next, kind.Type);

    /// <param name="managed">The object's managers; changed.</param>
    /// <param name="self">Who writes: loses nothing.</param>
    /// <param name="force">Take what others own. Without it nothing is changed when there are conflicts.</param>
    /// <exception cref="ApplyConflictException">There are conflicts and no force.</exception>
    public void Run(ManagedFields managed, FieldOwner? self, bool force)
    {
        var filtered = filter.Apply(Comparison);
        if (!force)
        {
            CheckConflicts(managed, self, filtered);
        }

        managed.Replace(entry =>
        {
            if (self is not null && entry.IsOf(self))
            {
                return entry;
            }

            if (At(entry.ApiVersion, filtered) is not { } comparison)
            {
                return null;
            }

            var left = entry.Fields.Except(comparison.Changed).Except(comparison.Removed);
            return left.IsEmpty ? null : entry.With(left);
        });
    }

    private void CheckConflicts(ManagedFields managed, FieldOwner? self, FieldComparison filtered)
    {
        var conflicts = new List<(ManagedEntry, FieldSet)>();
        foreach (var entry in managed.Entries)
        {
            if ((self is null || !entry.IsOf(self))
                && At(entry.ApiVersion, filtered) is { } comparison
                && entry.Fields.Intersect(comparison.Changed) is { IsEmpty: false } contested)
            {
                conflicts.Add((entry, contested));
            }
        }

        if (conflicts.Count > 0)
        {
            throw new ApplyConflictException(new ApplyConflicts(conflicts));
        }
    }

    // Null for a version that is no longer served: who wrote at it is forgotten.
    private FieldComparison? At(string apiVersion, FieldComparison own)
    {
        if (apiVersion == kind.ApiVersion)
        {
            return own;
        }

        foreach (var (version, comparison) in _others)
        {
            if (version == apiVersion)
            {
                return comparison;
            }
        }

        if (versions.Find(apiVersion) is not { } other)
        {
            return null;
        }

        var made = filter.Apply(FieldComparison.Of(versions.Convert(old, kind, other), versions.Convert(next, kind, other), other.Type));
        _others.Add((apiVersion, made));
        return made;
    }
}
