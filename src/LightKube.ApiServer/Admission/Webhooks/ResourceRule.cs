using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Which requests a rule of a webhook, or of a policy, is about: a <c>RuleWithOperations</c>, compiled.</summary>
internal sealed class ResourceRule
{
    private const string Any = "*";

    private readonly bool[] _verbs = new bool[Enum.GetValues<AdmissionVerb>().Length];
    private readonly string[] _groups;
    private readonly string[] _versions;
    private readonly (string Resource, string Subresource)[] _resources;
    private readonly string _scope;

    public ResourceRule(DocMap rule)
    {
        foreach (var operation in Strings(rule, "operations"))
        {
            foreach (var verb in Enum.GetValues<AdmissionVerb>())
            {
                _verbs[(int)verb] |= operation == Any || operation == OperationNames.Of(verb);
            }
        }

        _groups = Strings(rule, "apiGroups");
        _versions = Strings(rule, "apiVersions");
        _resources = [.. Strings(rule, "resources").Select(Split)];
        _scope = rule.GetString("scope") ?? Any;
    }

    /// <param name="verb">What is done.</param>
    /// <param name="target">To which resource.</param>
    /// <param name="subresource">To which part of it; empty for the object itself.</param>
    /// <param name="inNamespace">The object is in a namespace; false for a namespace itself.</param>
    public bool Matches(AdmissionVerb verb, RuleTarget target, string subresource, bool inNamespace) =>
        _verbs[(int)verb] && Has(_groups, target.Group) && Has(_versions, target.Version) && HasResource(target.Plural, subresource)
        && _scope switch
        {
            "Namespaced" => inNamespace,
            "Cluster" => !inNamespace,
            _ => true,
        };

    private bool HasResource(string plural, string subresource)
    {
        foreach (var (resource, sub) in _resources)
        {
            if ((resource == Any || resource == plural) && (sub == Any || sub == subresource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string[] names, string name) => Array.Exists(names, candidate => candidate == Any || candidate == name);

    private static (string Resource, string Subresource) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
    }

    private static string[] Strings(DocMap map, string key) =>
        [.. (map.GetList(key) ?? new DocList()).Items.ToArray().Select(static item => item.AsString ?? "")];
}

/// <summary>A resource as rules name it.</summary>
internal readonly record struct RuleTarget(string Group, string Version, string Plural);
