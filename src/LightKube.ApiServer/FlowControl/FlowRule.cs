using LightKube.Api.FlowControl.V1;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>One of a FlowSchema's rules, read once: judging a request makes no garbage.</summary>
internal sealed class FlowRule
{
    private readonly Func<UserInfo, bool>[] _subjects;
    private readonly ResourceRule[] _resources;
    private readonly PathRule[] _paths;

    public FlowRule(PolicyRulesWithSubjects rule)
    {
        _subjects = [.. rule.Subjects.Select(SubjectOf)];
        _resources = [.. rule.ResourceRules.Select(resource => new ResourceRule(
            Names.Of(resource.Verbs), Names.Of(resource.ApiGroups), Names.Of(resource.Resources), Names.Of(resource.Namespaces), resource.ClusterScope))];
        _paths = [.. rule.NonResourceRules.Select(path => new PathRule(Names.Of(path.Verbs), [.. path.NonResourceURLs]))];
    }

    public bool Matches(UserInfo user, RequestInfo request) => MatchesSubject(user) && (request.IsResource ? MatchesResource(request) : MatchesPath(request));

    private bool MatchesSubject(UserInfo user)
    {
        foreach (var subject in _subjects)
        {
            if (subject(user))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesResource(RequestInfo request)
    {
        foreach (var rule in _resources)
        {
            if (rule.Matches(request))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesPath(RequestInfo request)
    {
        foreach (var rule in _paths)
        {
            if (rule.Matches(request))
            {
                return true;
            }
        }

        return false;
    }

    private static Func<UserInfo, bool> SubjectOf(Subject subject)
    {
        switch (subject.Kind)
        {
            case "User":
                var user = subject.User.Name;
                return user == "*" ? _ => true : info => info.Name == user;
            case "Group":
                var group = subject.Group.Name;
                return group == "*" ? _ => true : info => info.IsInGroup(group);
            case "ServiceAccount":
                var prefix = $"{UserNames.ServiceAccountPrefix}{subject.ServiceAccount.Namespace}:";
                var name = prefix + subject.ServiceAccount.Name;
                return subject.ServiceAccount.Name == "*" ? info => info.Name.StartsWith(prefix, StringComparison.Ordinal) : info => info.Name == name;
            default:
                return _ => false;
        }
    }

    /// <summary>Some names, or all.</summary>
    private readonly record struct Names(bool All, string[] Listed)
    {
        public static Names Of(IEnumerable<string> names)
        {
            string[] listed = [.. names];
            return new Names(listed is ["*"], listed);
        }

        public bool Contains(string name) => All || Array.IndexOf(Listed, name) >= 0;

        // 'pods/status' without making that text.
        public bool Contains(string resource, string subresource)
        {
            if (All)
            {
                return true;
            }

            foreach (var listed in Listed)
            {
                if (subresource.Length == 0
                    ? listed == resource
                    : listed.Length == resource.Length + subresource.Length + 1 && listed[resource.Length] == '/' && listed.StartsWith(resource, StringComparison.Ordinal) && listed.EndsWith(subresource, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed record ResourceRule(Names Verbs, Names Groups, Names Resources, Names Namespaces, bool ClusterScope)
    {
        public bool Matches(RequestInfo request) =>
            Verbs.Contains(request.Verb) && Resources.Contains(request.Resource, request.Subresource) && Groups.Contains(request.Group)
            && (request.Namespace.Length == 0 ? ClusterScope : Namespaces.Contains(request.Namespace));
    }

    private sealed record PathRule(Names Verbs, string[] Paths)
    {
        public bool Matches(RequestInfo request)
        {
            if (!Verbs.Contains(request.Verb))
            {
                return false;
            }

            foreach (var path in Paths)
            {
                if (path == "*" || path == request.Path || IsBelow(request.Path, path.AsSpan().TrimEnd('*').TrimEnd('/')))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsBelow(string path, ReadOnlySpan<char> above) => path.Length > above.Length && path[above.Length] == '/' && path.AsSpan().StartsWith(above);
    }
}
