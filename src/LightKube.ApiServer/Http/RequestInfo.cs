namespace LightKube.ApiServer.Http;

/// <summary>What a request's method and path say, before anything is known about kinds. Source: the API's URL conventions.</summary>
/// <remarks>
/// <c>/api/v1/namespaces/NS/pods/NAME/SUB…</c>, <c>/apis/GROUP/VERSION/RESOURCE/NAME/SUB…</c>; anything else is a non-resource path.
/// </remarks>
public sealed record RequestInfo
{
    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; for a non-resource path the method in lower case.</summary>
    public required string Verb { get; init; }

    public required string Path { get; init; }

    public bool IsResource { get; init; }

    /// <summary>Empty for the core group.</summary>
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>The plural, or empty.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The namespace of the path; empty for none or all. A Namespace itself is in the namespace of its name.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name, or that which a list's field selector pins; empty for a collection.</summary>
    public string Name { get; init; } = "";

    /// <summary>True when the path has a namespace in front of the resource.</summary>
    public bool IsInNamespace { get; init; }

    /// <summary>True when the path itself names an object.</summary>
    public bool IsNamed { get; init; }

    public string Subresource { get; init; } = "";

    /// <summary>What follows the subresource, without a leading slash: the path behind <c>proxy</c>.</summary>
    public string Rest { get; init; } = "";

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The decoded path.</param>
    /// <param name="watch">Whether the query asks to watch.</param>
    /// <param name="namePinned">The name that a field selector <c>metadata.name=…</c> pins, for authorization by name; empty for none.</param>
    public static RequestInfo Parse(string method, string path, bool watch, string namePinned = "")
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = segments switch
        {
            ["api", _, _, ..] => 2,
            ["apis", _, _, _, ..] => 3,
            _ => 0,
        };
        if (at == 0)
        {
            return new RequestInfo { Verb = method.ToLowerInvariant(), Path = path };
        }

        var group = at == 3 ? segments[1] : "";
        var version = segments[at - 1];
        var isOldForm = false;
        if (segments[at] == "watch" && segments.Length > at + 1)
        {
            // The old form /api/v1/watch/…
            at++;
            isOldForm = true;
        }

        var ns = "";
        if (segments[at] == "namespaces" && segments.Length > at + 2 && !IsNamespaceSubresource(segments[at + 2]))
        {
            ns = segments[at + 1];
            at += 2;
        }

        var name = segments.Length > at + 1 ? segments[at + 1] : "";
        var isInNamespace = ns.Length > 0;
        if (segments[at] == "namespaces" && !isInNamespace)
        {
            ns = name;
        }

        var verb = VerbOf(method, name.Length > 0, watch, isOldForm);
        return new RequestInfo
        {
            Path = path,
            IsResource = true,
            Group = group,
            Version = version,
            Resource = segments[at],
            Namespace = ns,
            Name = name.Length > 0 ? name : verb is "list" or "watch" ? namePinned : "",
            IsInNamespace = isInNamespace,
            IsNamed = name.Length > 0,
            Subresource = segments.Length > at + 2 ? segments[at + 2] : "",
            Rest = segments.Length > at + 3 ? RestOf(path, segments, at + 3) : "",
            Verb = verb,
        };
    }

    /// <summary>
    /// The name that a field selector pins, or empty: <c>metadata.name=x</c> lets a role that names x allow list and watch. What no path could
    /// hold is no name.
    /// </summary>
    public static string PinnedName(string fieldSelector)
    {
        const string Prefix = "metadata.name=";
        if (!fieldSelector.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return "";
        }

        var name = fieldSelector.AsSpan(Prefix.Length);
        name = name is ['=', ..] ? name[1..] : name;
        return name.IndexOfAny("=,\\/%") < 0 && name is not ("." or "..") ? name.ToString() : "";
    }

    private static bool IsNamespaceSubresource(string segment) => segment is "status" or "finalize";

    // A proxied path keeps its trailing slash.
    private static string RestOf(string path, string[] segments, int from)
    {
        var rest = string.Join('/', segments, from, segments.Length - from);
        return path.EndsWith('/') ? rest + "/" : rest;
    }

    // The old form of a watch is one whatever the method; that only GET is served is said later.
    private static string VerbOf(string method, bool named, bool watch, bool isOldForm) => method switch
    {
        _ when isOldForm => "watch",
        "GET" or "HEAD" => named ? "get" : watch ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => named ? "delete" : "deletecollection",
        _ => method.ToLowerInvariant(),
    };
}
