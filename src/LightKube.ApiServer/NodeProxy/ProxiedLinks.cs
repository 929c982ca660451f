namespace LightKube.ApiServer.NodeProxy;

/// <summary>
/// Turns links of a proxied answer that begin at the backend's root into links that lead through the proxy. As Kubernetes
/// does, it leaves relative links and links to other hosts alone.
/// </summary>
/// <param name="prefix">The path that stands for the backend's root: <c>/api/v1/namespaces/NS/pods/NAME/proxy</c>.</param>
/// <param name="host">The backend, as <c>address:port</c>.</param>
public sealed class ProxiedLinks(string prefix, string host)
{
    /// <summary>The link as a client of the proxy has to follow it.</summary>
    public string Rewrite(string link)
    {
        var path = PathOf(link);
        return path is null || path.StartsWith(prefix, StringComparison.Ordinal) ? link : prefix + path;
    }

    // The path and what follows it; null when the link stays as it is.
    private string? PathOf(string link)
    {
        if (link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal))
        {
            return link;
        }

        var authority = link.IndexOf("//", StringComparison.Ordinal);
        if (authority < 0 || link[..authority] is not ("" or "http:" or "https:"))
        {
            return null;
        }

        var rest = link[(authority + 2)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return (end < 0 ? rest : rest[..end]) == host ? end < 0 ? "/" : rest[end..] : null;
    }
}
