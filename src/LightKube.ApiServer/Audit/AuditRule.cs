using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Audit;

/// <summary>One rule of a policy: whom and what it is about, and what is written down then. Empty lists are about all.</summary>
internal sealed record AuditRule
{
    public required AuditLevel Level { get; init; }

    public IReadOnlyList<string> Users { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<AuditResources> Resources { get; init; } = [];

    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public IReadOnlyList<string> Urls { get; init; } = [];

    public AuditStages OmitStages { get; init; }

    /// <summary>Null for what the policy says.</summary>
    public bool? OmitManagedFields { get; init; }

    public bool Matches(UserInfo user, RequestInfo info)
    {
        if (Users.Count > 0 && !Users.Contains(user.Name))
        {
            return false;
        }

        if (Groups.Count > 0 && !Groups.Any(user.IsInGroup))
        {
            return false;
        }

        if (Verbs.Count > 0 && !Verbs.Contains(info.Verb))
        {
            return false;
        }

        if (Namespaces.Count > 0 || Resources.Count > 0)
        {
            return info.IsResource && MatchesResource(info);
        }

        return Urls.Count == 0 || (!info.IsResource && Urls.Any(url => MatchesUrl(url, info.Path)));
    }

    private bool MatchesResource(RequestInfo info)
    {
        if (Namespaces.Count > 0 && !Namespaces.Contains(info.Namespace))
        {
            return false;
        }

        return Resources.Count == 0 || Resources.Any(resources => resources.Matches(info));
    }

    private static bool MatchesUrl(string pattern, string path) =>
        pattern == "*" || pattern == path || (pattern.EndsWith('*') && path.StartsWith(pattern[..^1], StringComparison.Ordinal));
}

/// <param name="Group">The API group; empty for the core one.</param>
/// <param name="Names">pods, pods/log, pods/*, */scale; empty for all.</param>
/// <param name="ObjectNames">Names of objects; empty for all.</param>
internal sealed record AuditResources(string Group, IReadOnlyList<string> Names, IReadOnlyList<string> ObjectNames)
{
    public bool Matches(RequestInfo info)
    {
        if (info.Group != Group || (ObjectNames.Count > 0 && !ObjectNames.Contains(info.Name)))
        {
            return false;
        }

        var whole = info.Subresource.Length == 0 ? info.Resource : $"{info.Resource}/{info.Subresource}";
        return Names.Count == 0 || Names.Any(name => name == "*" || name == whole
            || (info.Subresource.Length > 0 && (name == $"*/{info.Subresource}" || name == $"{info.Resource}/*")));
    }
}
