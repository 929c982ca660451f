using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>
/// The fields of objects that were created lately. The next of a kind has the same ones more often than not, and to see that it has takes a
/// walk through the object that allocates nothing; to compute and encode them anew takes four times as long.
/// </summary>
internal static class CreatedFields
{
    /// <summary>Sets remembered of each kind: as many sorts of objects as are likely to be created at one time.</summary>
    private const int PerKind = 4;

    private static readonly ConditionalWeakTable<KindSchema, Known?[]> Kinds = [];

    /// <summary>A set and its JSON.</summary>
    internal sealed record Known(FieldFilter Filter, FieldSet Fields, EncodedMap Encoded);

    /// <returns>What the creator of the object owns; null when it has to be computed.</returns>
    public static Known? Find(KindSchema kind, DocMap root, FieldFilter filter)
    {
        if (filter.TopLevel is not null || !Kinds.TryGetValue(kind, out var known))
        {
            return null;
        }

        foreach (var candidate in known)
        {
            if (candidate is not null && ReferenceEquals(candidate.Filter, filter) && CreatedFieldsMatch.IsFor(kind, root, candidate.Fields, filter))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Remembers the set in place of an older one.</summary>
    public static void Add(KindSchema kind, Known added)
    {
        var known = Kinds.GetValue(kind, static _ => new Known?[PerKind]);
        known[added.Encoded.Hash % PerKind] = added;
    }
}
