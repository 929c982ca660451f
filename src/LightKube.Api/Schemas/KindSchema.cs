using LightKube.Api.CustomResources;

namespace LightKube.Api.Schemas;

/// <summary>A subresource such as <c>status</c> or <c>scale</c> and what it takes.</summary>
/// <param name="Name">Its last path segment.</param>
/// <param name="Kind">The type it reads and writes, by package and name: <c>autoscaling/v1.Scale</c>.</param>
/// <param name="Verbs">The API verbs that it answers.</param>
public sealed record SubresourceSchema(string Name, string Kind, IReadOnlyList<string> Verbs);

/// <summary>A column of the Table that <c>kubectl get</c> shows.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">OpenAPI type of the cells: string, integer, boolean, date.</param>
/// <param name="Format">OpenAPI format: <c>name</c> for the object's name.</param>
/// <param name="Priority">0 always, 1 only with <c>-o wide</c>.</param>
/// <param name="Source">A JSONPath into the object (<c>.spec.replicas</c>), or <c>:name</c> of a cell that code computes.</param>
/// <param name="Description">For a person.</param>
public sealed record ColumnSchema(string Name, string Type, string Format, int Priority, string Source, string Description);

/// <summary>A kind served by the API: its names, scope, verbs and the type of its objects.</summary>
public sealed class KindSchema
{
    /// <summary>Empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }
    public required string Kind { get; init; }
    public required string ListKind { get; init; }

    /// <summary>The path segment: <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    public required string Singular { get; init; }
    public required bool Namespaced { get; init; }
    public required TypeSchema Type { get; init; }
    public IReadOnlyList<string> ShortNames { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<string> Verbs { get; init; } = [];
    public IReadOnlyList<SubresourceSchema> Subresources { get; init; } = [];
    public IReadOnlyList<ColumnSchema> Columns { get; init; } = [];

    /// <summary>The field labels, beside name and namespace, by which a custom resource's objects may be selected.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>False for a built-in group that is known but not served unless asked for, and for metrics.</summary>
    public bool Served { get; init; } = true;

    /// <summary>What a CustomResourceDefinition says of its kind; null for a built-in one.</summary>
    public CustomKind? Custom { get; init; }

    /// <summary>As in an object's <c>apiVersion</c>: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => _apiVersion ??= Group.Length == 0 ? Version : $"{Group}/{Version}";

    private string? _apiVersion;

    /// <summary>The plural with its group, as in messages and RBAC: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string GroupResource => _groupResource ??= Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    private string? _groupResource;

    public SubresourceSchema? Subresource(string name)
    {
        foreach (var subresource in Subresources)
        {
            if (subresource.Name == name)
            {
                return subresource;
            }
        }

        return null;
    }

    public override string ToString() => $"{ApiVersion}, Kind={Kind}";
}
