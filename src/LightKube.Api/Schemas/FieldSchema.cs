using LightKube.Api.Documents;

namespace LightKube.Api.Schemas;

/// <summary>One field of an object type.</summary>
public sealed class FieldSchema
{
    public required string Name { get; init; }

    public required TypeSchema Type { get; init; }

    /// <summary>Must be given when an object is created or updated; what OpenAPI lists as required.</summary>
    public bool Required { get; init; }

    /// <summary>Written even when it is empty (no <c>omitempty</c> in the Go type).</summary>
    public bool Always { get; init; }

    /// <summary>A missing value differs from an empty one (a pointer in the Go type).</summary>
    public bool Pointer { get; init; }

    public bool Nullable { get; init; }

    /// <summary>The value that takes the place of a missing one; absent when there is none. Frozen.</summary>
    public Value Default { get; init; }

    /// <summary>The values allowed, or null when any is.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    /// <summary>Strategic merge directives: <c>merge</c>, <c>replace</c>, <c>retainKeys</c>.</summary>
    public IReadOnlyList<string> PatchStrategy { get; init; } = [];

    /// <summary>The field by which strategic merge tells a list's items apart.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The protobuf field numbers from the outer message inward; more than one for an inlined field, empty when not on the wire.</summary>
    public IReadOnlyList<int> Wire { get; init; } = [];

    public override string ToString() => $"{Name} {Type}";
}
