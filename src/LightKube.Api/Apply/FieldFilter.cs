namespace LightKube.Api.Apply;

/// <summary>The fields that an endpoint writes; others it puts back, so nobody comes to own them there.</summary>
/// <param name="TopLevel">The fields of the object itself that count; null for all.</param>
/// <param name="Excluded">Fields that do not count, nor what is below them.</param>
public sealed record FieldFilter(IReadOnlyList<string>? TopLevel, FieldSet Excluded)
{
    public static FieldFilter All { get; } = new(null, FieldSet.Empty);

    public FieldSet Apply(FieldSet fields)
    {
        if (TopLevel is null)
        {
            return fields.ExceptWithChildren(Excluded);
        }

        using var entries = new FieldSetBuilder();
        foreach (ref readonly var entry in fields.Entries)
        {
            if (TopLevel.Contains(entry.Element.Text))
            {
                entries.Add(entry);
            }
        }

        var kept = entries.ToSet() ?? FieldSet.Empty;
        return kept.ExceptWithChildren(Excluded);
    }

    internal FieldComparison Apply(FieldComparison comparison) => new(Apply(comparison.Changed), Apply(comparison.Removed));
}
