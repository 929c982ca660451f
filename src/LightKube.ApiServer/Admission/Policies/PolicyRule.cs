using LightKube.Api.Cel.Admission;
using LightKube.Api.Documents;
using LightKube.ApiServer.Admission.Webhooks;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>A resource as rules name it.</summary>
internal readonly record struct PolicyTarget(string Group, string Version, string Plural);

/// <summary>Which requests a rule of a policy is about: a <c>NamedRuleWithOperations</c>, compiled.</summary>
internal sealed class PolicyRule
{
    private const string Any = "*";

    private readonly string[] _operations;
    private readonly string[] _groups;
    private readonly string[] _versions;
    private readonly string[] _resources;
    private readonly string[] _names;
    private readonly string _scope;

    public PolicyRule(DocMap rule)
    {
        _operations = Texts.Of(rule.GetList("operations"));
        _groups = Texts.Of(rule.GetList("apiGroups"));
        _versions = Texts.Of(rule.GetList("apiVersions"));
        _resources = Texts.Of(rule.GetList("resources"));
        _names = Texts.Of(rule.GetList("resourceNames"));
        _scope = rule.GetString("scope") ?? Any;
    }

    public bool Matches(AdmissionRequest request, PolicyTarget target, bool inNamespace) =>
        Has(_operations, OperationNames.Of(request.Verb)) && Has(_groups, target.Group) && Has(_versions, target.Version) && HasResource(target.Plural, request.Subresource)
        && (_names.Length == 0 || Array.IndexOf(_names, request.Name) >= 0)
        && _scope switch { "Namespaced" => inNamespace, "Cluster" => !inNamespace, _ => true };

    /// <summary>The group, version and plural that the rule names exactly, for type checks.</summary>
    public IEnumerable<PolicyTarget> Targets()
    {
        foreach (var group in _groups)
        {
            foreach (var version in _versions)
            {
                foreach (var resource in _resources)
                {
                    if (group != Any && version != Any && !resource.Contains(Any, StringComparison.Ordinal) && !resource.Contains('/', StringComparison.Ordinal))
                    {
                        yield return new PolicyTarget(group, version, resource);
                    }
                }
            }
        }
    }

    private bool HasResource(string plural, string subresource)
    {
        foreach (var text in _resources)
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var resource = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
            var sub = slash < 0 ? [] : text.AsSpan(slash + 1);
            if ((resource is Any || resource.SequenceEqual(plural)) && (sub is Any || sub.SequenceEqual(subresource)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string[] names, string name) => Array.Exists(names, candidate => candidate == Any || candidate == name);
}
