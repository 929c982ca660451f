using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>Serves one non-resource path.</summary>
public delegate Task PathHandler(HttpContext http, RequestInfo info, UserInfo user);

/// <summary>Paths that are not resources: discovery, health, version, OpenAPI. Exact paths first, then the longest prefix.</summary>
public sealed class PathDispatcher
{
    private readonly Dictionary<string, PathHandler> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, PathHandler Handler)> _prefixes = [];

    /// <summary>Adds a handler; a path that ends with a slash and a star takes everything below it.</summary>
    public PathDispatcher Add(string path, PathHandler handler)
    {
        if (path.EndsWith("/*", StringComparison.Ordinal))
        {
            _prefixes.Add((path[..^1], handler));
            _prefixes.Sort((a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
        }
        else
        {
            _exact.Add(path, handler);
        }

        return this;
    }

    public IEnumerable<string> Paths => _exact.Keys.Order(StringComparer.Ordinal);

    public Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        var path = info.Path.Length > 1 ? info.Path.TrimEnd('/') : info.Path;
        if (_exact.TryGetValue(path, out var handler))
        {
            return handler(http, info, user);
        }

        foreach (var (prefix, prefixHandler) in _prefixes)
        {
            if (info.Path.StartsWith(prefix, StringComparison.Ordinal))
            {
                return prefixHandler(http, info, user);
            }
        }

        throw new ApiException(404, StatusReason.NotFound, "the server could not find the requested resource");
    }
}
