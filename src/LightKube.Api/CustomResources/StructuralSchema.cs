using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>
/// One node of a custom kind's OpenAPI v3 schema, compiled. What the node is (type, fields, items) stands here, how its value is
/// constrained in <see cref="Values"/>; the branches of a junctor (allOf, anyOf, oneOf, not) are nodes that only constrain. Immutable.
/// </summary>
public sealed class StructuralSchema
{
    /// <summary>object, array, string, integer, number, boolean; empty for any value, or in a branch of a junctor.</summary>
    public string Type { get; init; } = "";

    public bool Nullable { get; init; }

    /// <summary>The value that takes the place of a missing one; absent when there is none. Frozen.</summary>
    public Value Default { get; init; }

    /// <summary>Null when the schema names none.</summary>
    public IReadOnlyDictionary<string, StructuralSchema>? Properties { get; init; }

    /// <summary>The schema of an array's items.</summary>
    public StructuralSchema? Items { get; init; }

    /// <summary>True for <c>additionalProperties</c> that is a schema, or true.</summary>
    public bool AllowsAdditional { get; init; }

    /// <summary>True for <c>additionalProperties: false</c>.</summary>
    public bool ForbidsAdditional { get; init; }

    /// <summary>The schema of fields that are not named; null when there is none.</summary>
    public StructuralSchema? Additional { get; init; }

    /// <summary>x-kubernetes-preserve-unknown-fields.</summary>
    public bool PreservesUnknown { get; init; }

    /// <summary>x-kubernetes-embedded-resource: has apiVersion, kind and metadata.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>x-kubernetes-int-or-string.</summary>
    public bool IsIntOrString { get; init; }

    /// <summary>x-kubernetes-list-type: atomic, set, map; or empty.</summary>
    public string ListType { get; init; } = "";

    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>x-kubernetes-map-type is atomic.</summary>
    public bool IsAtomicMap { get; init; }

    /// <summary>What the value must meet; null when anything goes.</summary>
    public ValueConstraints? Values { get; init; }

    /// <summary>x-kubernetes-validations.</summary>
    public IReadOnlyList<ValidationRule> Rules { get; init; } = [];

    /// <summary>The schema of the field of that name, be it named or not; null when there is none.</summary>
    public StructuralSchema? Field(string name) =>
        Properties is not null && Properties.TryGetValue(name, out var named) ? named : Additional;

    public StructuralSchema? Property(string name) => Properties?.GetValueOrDefault(name);
}
