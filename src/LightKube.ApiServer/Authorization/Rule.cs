using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;

namespace LightKube.ApiServer.Authorization;

/// <summary>A PolicyRule of RBAC, compiled for matching.</summary>
internal sealed class Rule
{
    private const string All = "*";

    private readonly bool _allVerbs;
    private readonly bool _allGroups;
    private readonly bool _allResources;

    public Rule(
        IEnumerable<string> verbs,
        IEnumerable<string> groups,
        IEnumerable<string> resources,
        IEnumerable<string> names,
        IEnumerable<string> urls)
    {
        Verbs = [.. verbs];
        Groups = [.. groups];
        Resources = [.. resources];
        Names = [.. names];
        Urls = [.. urls];
        _allVerbs = Verbs.Contains(All);
        _allGroups = Groups.Contains(All);
        _allResources = Resources.Contains(All);
    }

    public string[] Verbs { get; }

    public string[] Groups { get; }

    public string[] Resources { get; }

    public string[] Names { get; }

    public string[] Urls { get; }

    public static Rule Of(PolicyRule rule) => new(rule.Verbs, rule.ApiGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs);

    /// <summary>The rules of a Role or ClusterRole.</summary>
    public static Rule[] AllOf(Document role) =>
        [.. (role.Root.GetList("rules") ?? new DocList()).Items.ToArray().Where(item => item.AsMap is not null).Select(item => Of(new PolicyRule(item.AsMap!)))];

    public bool Allows(in AuthorizationAttributes attributes) => attributes.IsResourceRequest
        ? MatchesVerb(attributes.Verb) && MatchesGroup(attributes.Group) && MatchesResource(attributes.Resource, attributes.Subresource) && MatchesName(attributes.Name)
        : MatchesVerb(attributes.Verb) && MatchesUrl(attributes.Path);

    private bool MatchesVerb(string verb) => _allVerbs || Has(Verbs, verb);

    private bool MatchesGroup(string group) => _allGroups || Has(Groups, group);

    private bool MatchesName(string name) => Names.Length == 0 || Has(Names, name);

    // 'pods' is the resource alone, 'pods/log' one subresource, '*/scale' that of any; only '*' is everything.
    private bool MatchesResource(string resource, string subresource)
    {
        if (_allResources)
        {
            return true;
        }

        foreach (var pattern in Resources)
        {
            if (subresource.Length == 0 ? pattern == resource : MatchesSubresource(pattern, resource, subresource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesSubresource(string pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/');
        return slash > 0
            && pattern.AsSpan(slash + 1).SequenceEqual(subresource)
            && (pattern.AsSpan(0, slash).SequenceEqual(resource) || pattern.AsSpan(0, slash).SequenceEqual(All));
    }

    private bool MatchesUrl(string path)
    {
        foreach (var url in Urls)
        {
            if (UrlCovers(url, path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the pattern is the path or ends with * after a prefix of it.</summary>
    public static bool UrlCovers(string pattern, string path) =>
        pattern == All || pattern == path
        || (pattern.EndsWith('*') && path.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    private static bool Has(string[] values, string value)
    {
        foreach (var candidate in values)
        {
            if (candidate == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As upstream writes rules in messages.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        Append(parts, "APIGroups", Groups);
        Append(parts, "Resources", Resources);
        Append(parts, "ResourceNames", Names);
        Append(parts, "NonResourceURLs", Urls);
        Append(parts, "Verbs", Verbs);
        return $"{{{string.Join(", ", parts)}}}";
    }

    private static void Append(List<string> parts, string name, string[] values)
    {
        if (values.Length > 0)
        {
            parts.Add($"{name}:[{string.Join(" ", values.Select(value => $"\"{value}\""))}]");
        }
    }
}
