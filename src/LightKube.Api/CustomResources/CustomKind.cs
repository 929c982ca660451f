using LightKube.Api.CustomResources.Rules;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>Where the replica counts of a custom kind's scale subresource are: JSONPaths in dot notation.</summary>
public sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);

/// <summary>What a kind of a CustomResourceDefinition knows beyond every other kind, at one version. Immutable.</summary>
public sealed class CustomKind
{
    /// <summary>The CustomResourceDefinition's name.</summary>
    public required string Definition { get; init; }

    /// <summary>The schema of whole objects.</summary>
    public required StructuralSchema Schema { get; init; }

    /// <summary>The definition's schema of this version as it was written, for OpenAPI: read when it is asked for, since it is large.</summary>
    public required Func<DocMap?> Source { get; init; }

    /// <summary>What x-kubernetes-validations ask, compiled; null when there are none.</summary>
    public RuleNode? Rules { get; init; }

    public bool HasEmbedded { get; init; }

    public bool HasStatus { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>Objects are stored at this version.</summary>
    public bool IsStorage { get; init; }

    /// <summary>What a client of a deprecated version is told with every answer; null for others.</summary>
    public string? DeprecationWarning { get; init; }
}
