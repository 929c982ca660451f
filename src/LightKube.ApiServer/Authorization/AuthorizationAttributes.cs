using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Authorization;

/// <summary>What a request wants to do. Strings are empty when they do not apply.</summary>
public readonly struct AuthorizationAttributes
{
    // Null in a default struct.
    private readonly string? _group;
    private readonly string? _version;
    private readonly string? _resource;
    private readonly string? _subresource;
    private readonly string? _namespace;
    private readonly string? _name;
    private readonly string? _path;
    private readonly string? _fieldSelector;
    private readonly string? _labelSelector;

    public required UserInfo User { get; init; }

    /// <summary>An API verb (get, list, watch, create, update, patch, delete, deletecollection) or for a path the HTTP method in lower case.</summary>
    public required string Verb { get; init; }

    public bool IsResourceRequest { get; init; }

    /// <summary>Empty for the core group.</summary>
    public string Group { get => _group ?? ""; init => _group = value; }

    public string Version { get => _version ?? ""; init => _version = value; }

    /// <summary>The plural.</summary>
    public string Resource { get => _resource ?? ""; init => _resource = value; }

    public string Subresource { get => _subresource ?? ""; init => _subresource = value; }

    public string Namespace { get => _namespace ?? ""; init => _namespace = value; }

    public string Name { get => _name ?? ""; init => _name = value; }

    /// <summary>The URL's path; what a non-resource request is judged by.</summary>
    public string Path { get => _path ?? ""; init => _path = value; }

    /// <summary>The request's field selector, for the node authorizer: a node may list the pods with its own <c>spec.nodeName</c>.</summary>
    public string FieldSelector { get => _fieldSelector ?? ""; init => _fieldSelector = value; }

    /// <summary>The request's label selector, for webhooks.</summary>
    public string LabelSelector { get => _labelSelector ?? ""; init => _labelSelector = value; }

    public bool IsReadOnly => Verb is "get" or "list" or "watch";

    /// <summary>What the request's path says.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="verb">The request's own, or what stands for it in a question about it.</param>
    /// <param name="info">The request.</param>
    public static AuthorizationAttributes For(UserInfo user, string verb, RequestInfo info) => new()
    {
        User = user,
        Verb = verb,
        IsResourceRequest = info.IsResource,
        Group = info.Group,
        Version = info.Version,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Path = info.Path,
    };

    public static AuthorizationAttributes ForPath(UserInfo user, string verb, string path) =>
        new() { User = user, Verb = verb, Path = path };
}
