using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>What a schema asks of values beyond their type. Null or empty where nothing is asked.</summary>
public sealed record ValueConstraints
{
    /// <summary>A format that is checked; those that nobody knows are left out.</summary>
    public string Format { get; init; } = "";

    public double? Maximum { get; init; }
    public bool ExclusiveMaximum { get; init; }
    public double? Minimum { get; init; }
    public bool ExclusiveMinimum { get; init; }
    public double? MultipleOf { get; init; }
    public long? MaxLength { get; init; }
    public long? MinLength { get; init; }

    /// <summary>As written, in Go's syntax.</summary>
    public string Pattern { get; init; } = "";

    public long? MaxItems { get; init; }
    public long? MinItems { get; init; }
    public bool UniqueItems { get; init; }
    public long? MaxProperties { get; init; }
    public long? MinProperties { get; init; }
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The values allowed; empty when any is.</summary>
    public IReadOnlyList<Value> Enum { get; init; } = [];

    public IReadOnlyList<StructuralSchema> AllOf { get; init; } = [];
    public IReadOnlyList<StructuralSchema> AnyOf { get; init; } = [];
    public IReadOnlyList<StructuralSchema> OneOf { get; init; } = [];
    public StructuralSchema? Not { get; init; }

    internal bool HasJunctors => AllOf.Count + AnyOf.Count + OneOf.Count > 0 || Not is not null;

    internal bool IsEmpty => this is
    {
        Format: "", Maximum: null, Minimum: null, MultipleOf: null, MaxLength: null, MinLength: null, Pattern: "", MaxItems: null, MinItems: null,
        UniqueItems: false, MaxProperties: null, MinProperties: null, Required.Count: 0, Enum.Count: 0, HasJunctors: false,
    };
}
