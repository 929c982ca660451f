using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>What changed between two states of an object: the fields that were added or got another value, and those that are gone.</summary>
internal readonly record struct FieldComparison(FieldSet Changed, FieldSet Removed)
{
    // The same of one value: whether it is itself changed or removed, and what of it.
    private readonly record struct Difference(bool IsChanged, FieldSet? Changed, bool IsRemoved, FieldSet? Removed);

    /// <exception cref="TypedValueException">A list's items cannot be told apart.</exception>
    public static FieldComparison Of(DocMap old, DocMap next, TypeSchema type)
    {
        var difference = Compare(old, next, type);
        return new FieldComparison(difference.Changed ?? FieldSet.Empty, difference.Removed ?? FieldSet.Empty);
    }

    private static Difference Compare(Value left, Value right, TypeSchema? type)
    {
        var shape = Shapes.Of(type, right.IsAbsent ? left : right);
        var other = left.IsAbsent || right.IsAbsent ? shape : Shapes.Of(type, left);
        var difference = Compare(left, right, type, shape);
        return other == shape ? difference : Join(difference, Compare(left, right, type, other));
    }

    private static Difference Compare(Value left, Value right, TypeSchema? type, Shape shape) => shape switch
    {
        Shape.Map => CompareMaps(left, right, type),
        Shape.List => CompareLists(left, right, type!),
        _ => CompareLeaves(left, right),
    };

    private static Difference CompareLeaves(Value left, Value right) =>
        left.IsAbsent ? new Difference(true, null, false, null)
        : right.IsAbsent ? new Difference(false, null, true, null)
        : new Difference(!left.Equals(right), null, false, null);

    private static Difference CompareMaps(Value left, Value right, TypeSchema? type)
    {
        var (l, r) = (left.AsMap, right.AsMap);
        if (l is not { Count: > 0 } && r is not { Count: > 0 })
        {
            return CompareLeaves(left, right);
        }

        using var changed = new FieldSetBuilder();
        using var removed = new FieldSetBuilder();
        if (r is not null)
        {
            foreach (ref readonly var entry in r.Entries)
            {
                Add(changed, removed, PathElement.Field(entry.Key), Compare(l is null ? default : l[entry.Key], entry.Value, Shapes.Child(type, entry.Key)));
            }
        }

        if (l is not null)
        {
            foreach (ref readonly var entry in l.Entries)
            {
                if (r is null || !r.Contains(entry.Key))
                {
                    Add(changed, removed, PathElement.Field(entry.Key), Compare(entry.Value, default, Shapes.Child(type, entry.Key)));
                }
            }
        }

        return new Difference(left.IsAbsent, changed.ToSet(), right.IsAbsent, removed.ToSet());
    }

    private static Difference CompareLists(Value left, Value right, TypeSchema type)
    {
        var (l, r) = (left.AsList, right.AsList);
        if (l is not { Count: > 0 } && r is not { Count: > 0 })
        {
            return CompareLeaves(left, right);
        }

        if (l is not null && r is not null && l.ContentEquals(r))
        {
            return default;
        }

        using var changed = new FieldSetBuilder();
        using var removed = new FieldSetBuilder();
        var before = new ItemKeys(l, type);
        var after = new ItemKeys(r, type);
        for (var i = 0; i < after.Count; i++)
        {
            if (after.IsFirst(i))
            {
                Add(changed, removed, after[i], CompareItem(before, before.IndexOf(after[i]), after, i, type));
            }
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (before.IsFirst(i) && after.IndexOf(before[i]) < 0)
            {
                Add(changed, removed, before[i], CompareItem(before, i, after, -1, type));
            }
        }

        return new Difference(left.IsAbsent, changed.ToSet(), right.IsAbsent, removed.ToSet());
    }

    // Items with the same keys are owned together, as one leaf.
    private static Difference CompareItem(ItemKeys before, int i, ItemKeys after, int j, TypeSchema type)
    {
        var left = i < 0 ? default : before.ItemAt(i);
        var right = j < 0 ? default : after.ItemAt(j);
        return (i >= 0 && before.IsRepeated(i), j >= 0 && after.IsRepeated(j)) switch
        {
            (false, false) => Compare(left, right, type.Element),
            (true, true) => new Difference(!before.All(i).ContentEquals(after.All(j)), null, false, null),
            (true, false) => Join(right.IsAbsent ? default : Compare(default, right, type.Element), new Difference(false, null, true, null)),
            _ => Join(left.IsAbsent ? default : Compare(left, default, type.Element), new Difference(true, null, false, null)),
        };
    }

    private static void Add(FieldSetBuilder changed, FieldSetBuilder removed, PathElement element, Difference difference)
    {
        changed.AddIfAny(element, difference.IsChanged, difference.Changed);
        removed.AddIfAny(element, difference.IsRemoved, difference.Removed);
    }

    private static Difference Join(Difference left, Difference right) => new(
        left.IsChanged || right.IsChanged,
        Join(left.Changed, right.Changed),
        left.IsRemoved || right.IsRemoved,
        Join(left.Removed, right.Removed));

    private static FieldSet? Join(FieldSet? left, FieldSet? right) => left is null ? right : right is null ? left : left.Union(right);
}
