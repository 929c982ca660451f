namespace LightKube.Api.Apply;

/// <summary>Union, intersection and difference of field sets: merges of sorted lists at each level. A result that equals its left side is the left side.</summary>
internal static class FieldSetAlgebra
{
    public static FieldSet Union(FieldSet left, FieldSet right)
    {
        if (right.IsEmpty || ReferenceEquals(left, right))
        {
            return left;
        }

        if (left.IsEmpty)
        {
            return right;
        }

        using var result = new FieldSetBuilder();
        var changed = false;
        var l = left.Entries;
        var r = right.Entries;
        while (l.Length > 0 || r.Length > 0)
        {
            var order = l.Length == 0 ? 1 : r.Length == 0 ? -1 : l[0].Element.CompareTo(r[0].Element);
            var entry = order < 0 ? l[0] : order > 0 ? r[0] : Both(l[0], r[0]);
            changed |= order > 0 || (order == 0 && !Same(entry, l[0]));
            result.Add(entry);
            l = order <= 0 ? l[1..] : l;
            r = order >= 0 ? r[1..] : r;
        }

        return changed ? result.ToSet()! : left;
    }

    public static FieldSet Intersect(FieldSet left, FieldSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return FieldSet.Empty;
        }

        if (ReferenceEquals(left, right))
        {
            return left;
        }

        using var result = new FieldSetBuilder();
        var l = left.Entries;
        var r = right.Entries;
        while (l.Length > 0 && r.Length > 0)
        {
            var order = l[0].Element.CompareTo(r[0].Element);
            if (order == 0)
            {
                var below = l[0].Below is { } a && r[0].Below is { } b ? NullWhenEmpty(Intersect(a, b)) : null;
                result.AddIfAny(new FieldSet.Entry(l[0].Element, l[0].IsMember && r[0].IsMember, below));
            }

            l = order <= 0 ? l[1..] : l;
            r = order >= 0 ? r[1..] : r;
        }

        return result.ToSet() ?? FieldSet.Empty;
    }

    public static FieldSet Except(FieldSet left, FieldSet right, bool withChildren)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        using var result = new FieldSetBuilder();
        var changed = false;
        var l = left.Entries;
        var r = right.Entries;
        while (l.Length > 0)
        {
            var order = r.Length == 0 ? -1 : l[0].Element.CompareTo(r[0].Element);
            if (order <= 0)
            {
                var entry = order < 0 ? l[0] : Except(l[0], r[0], withChildren);
                changed |= order == 0 && !Same(entry, l[0]);
                result.AddIfAny(entry);
                l = l[1..];
            }

            r = order >= 0 ? r[1..] : r;
        }

        return changed ? result.ToSet() ?? FieldSet.Empty : left;
    }

    private static FieldSet.Entry Except(FieldSet.Entry left, FieldSet.Entry right, bool withChildren)
    {
        var below = withChildren && right.IsMember ? null
            : left.Below is { } a && right.Below is { } b ? NullWhenEmpty(Except(a, b, withChildren))
            : left.Below;
        return new FieldSet.Entry(left.Element, left.IsMember && !right.IsMember, below);
    }

    private static FieldSet.Entry Both(FieldSet.Entry left, FieldSet.Entry right) => new(
        left.Element,
        left.IsMember || right.IsMember,
        left.Below is null ? right.Below : right.Below is null ? left.Below : Union(left.Below, right.Below));

    private static bool Same(FieldSet.Entry left, FieldSet.Entry right) => left.IsMember == right.IsMember && ReferenceEquals(left.Below, right.Below);

    private static FieldSet? NullWhenEmpty(FieldSet set) => set.IsEmpty ? null : set;
}
