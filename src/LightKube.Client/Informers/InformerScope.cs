namespace LightKube.Client.Informers;

/// <summary>Which objects of a kind an informer holds. The default is all of them, whole.</summary>
public sealed record InformerScope
{
    public static readonly InformerScope Everything = new();

    /// <summary>Null for all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>As on the command line: <c>app=web</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As on the command line: <c>spec.nodeName=a</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>
    /// Keeps of each object only its kind and metadata without managedFields: for who looks at kinds of which nobody else needs the content.
    /// </summary>
    public bool MetadataOnly { get; init; }

    /// <summary>The list and the watch of the scope.</summary>
    public ListQuery ToQuery() => new() { Namespace = Namespace, LabelSelector = LabelSelector, FieldSelector = FieldSelector, Passing = MetadataOnly };
}
