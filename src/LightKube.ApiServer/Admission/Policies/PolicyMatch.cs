using LightKube.Api.Cel.Admission;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Which requests a policy or binding is about: a <c>MatchResources</c>, compiled.</summary>
internal sealed class PolicyMatch
{
    private readonly LabelSelector _namespaces;
    private readonly LabelSelector _objects;
    private readonly PolicyRule[] _rules;
    private readonly PolicyRule[] _excluded;
    private readonly bool _equivalent;

    /// <param name="resources">Null for everything.</param>
    /// <param name="isBinding">Without rules a binding matches what its policy matches, and a policy nothing.</param>
    public PolicyMatch(DocMap? resources, bool isBinding)
    {
        _namespaces = LabelSelector.From(resources?.GetMap("namespaceSelector") ?? new DocMap());
        _objects = LabelSelector.From(resources?.GetMap("objectSelector") ?? new DocMap());
        _rules = Array.ConvertAll(Texts.MapsOf(resources?.GetList("resourceRules")), static rule => new PolicyRule(rule));
        _excluded = Array.ConvertAll(Texts.MapsOf(resources?.GetList("excludeResourceRules")), static rule => new PolicyRule(rule));
        _equivalent = resources?.GetString("matchPolicy") != "Exact";
        IsBinding = isBinding;
    }

    private bool IsBinding { get; }

    public IReadOnlyList<PolicyRule> Rules => _rules;

    /// <param name="subject">The write.</param>
    /// <param name="other">As which other version of the resource the rules name it; null when they name it as it is.</param>
    public bool Matches(PolicySubject subject, out ServedResource? other)
    {
        other = null;
        return MatchesObject(subject.Request) && MatchesNamespace(subject)
            && !Any(_excluded, subject, out _)
            && ((_rules.Length == 0 && IsBinding) || Any(_rules, subject, out other));
    }

    // The resource as it was addressed goes before its other versions.
    private bool Any(PolicyRule[] rules, PolicySubject subject, out ServedResource? other)
    {
        other = null;
        var request = subject.Request;
        var inNamespace = request.Namespace.Length > 0 && !ReferenceEquals(request.Kind, Namespace.Schema);
        var own = TargetOf(request.Kind);
        if (Array.Exists(rules, rule => rule.Matches(request, own, inNamespace)))
        {
            return true;
        }

        for (var i = 0; _equivalent && i < subject.Others.Count; i++)
        {
            var target = TargetOf(subject.Others[i].Schema);
            if (Array.Exists(rules, rule => rule.Matches(request, target, inNamespace)))
            {
                other = subject.Others[i];
                return true;
            }
        }

        return false;
    }

    private static PolicyTarget TargetOf(KindSchema kind) => new(kind.Group, kind.Version, kind.Plural);

    // The object as it will be, or as it was.
    private bool MatchesObject(AdmissionRequest request) =>
        _objects.IsEverything || Matches(request.Object) || Matches(request.Old);

    private bool Matches(Document? document) =>
        document?.Root.GetMap("metadata") is { } metadata && _objects.Matches(metadata.GetMap("labels"));

    private bool MatchesNamespace(PolicySubject subject)
    {
        var request = subject.Request;
        if (_namespaces.IsEverything)
        {
            return true;
        }

        // Of a namespace itself what is written counts, since it is not there yet or has its old labels.
        return ReferenceEquals(request.Kind, Namespace.Schema)
            ? _namespaces.Matches((request.Object ?? request.Old)?.Labels)
            : request.Namespace.Length == 0 || _namespaces.Matches(subject.Namespace?.Labels);
    }
}
