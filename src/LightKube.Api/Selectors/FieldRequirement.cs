using LightKube.Api.Documents;

namespace LightKube.Api.Selectors;

/// <summary>One condition of a field selector.</summary>
/// <param name="Field">Where the value is.</param>
/// <param name="Value">What it must be.</param>
/// <param name="Negated">Or must not be.</param>
public sealed record FieldRequirement(SelectableField Field, string Value, bool Negated)
{
    public bool Matches(DocMap root) => Field.ValueIs(root, Value) != Negated;

    public override string ToString() =>
        $"{Field.Label}{(Negated ? "!=" : "=")}{Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal)}";
}
