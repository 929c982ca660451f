using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Finds the objects that a binding gives to its policy as <c>params</c>.</summary>
internal sealed class PolicyParams(IObjectReader objects, Func<IEnumerable<KindSchema>> kinds)
{
    private static readonly Document?[] NoParam = [null];

    /// <returns>One null where the policy has no params, or the binding gives none.</returns>
    /// <exception cref="PolicyConfigurationException">The kind is not known, or nothing is found where something must be.</exception>
    public IReadOnlyList<Document?> Find(AdmissionPolicy policy, PolicyBinding binding, string ns)
    {
        if (policy.ParamKind is not { } paramKind)
        {
            return NoParam;
        }

        if (binding.ParamRef is not { } reference)
        {
            return NoParam;
        }

        var kind = KindOf(paramKind);
        var given = reference.GetString("namespace") ?? "";
        if (!kind.Namespaced && given.Length > 0)
        {
            throw new PolicyConfigurationException("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }

        var where = !kind.Namespaced ? "" : given.Length > 0 ? given : ns;
        if (kind.Namespaced && where.Length == 0)
        {
            throw new PolicyConfigurationException("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }

        var found = Find(kind, reference, where);
        return found.Count == 0 && reference.GetString("parameterNotFoundAction") == "Deny"
            ? throw new PolicyConfigurationException("no params found for policy binding with `Deny` parameterNotFoundAction")
            : found;
    }

    private List<Document?> Find(KindSchema kind, DocMap reference, string ns)
    {
        var found = new List<Document?>();
        if (reference.GetString("name") is { Length: > 0 } name)
        {
            if (objects.Find(kind, new ObjectKey(ns, name)) is { } param)
            {
                found.Add(param);
            }

            return found;
        }

        var selector = LabelSelector.From(reference.GetMap("selector") ?? new DocMap());
        foreach (var candidate in objects.List(kind, kind.Namespaced ? ns : null))
        {
            if (selector.Matches(candidate.Labels))
            {
                found.Add(candidate);
            }
        }

        return found;
    }

    /// <summary>Why the policy can be bound to nothing; null when it can.</summary>
    public string? ProblemOf(AdmissionPolicy policy) => policy.ParamKind is not { } kind || Find(kind) is not null
        ? null
        : $"failed to configure policy: failed to find resource referenced by paramKind: '{NameOf(kind)}'";

    private KindSchema KindOf(DocMap paramKind) => Find(paramKind) ?? throw new PolicyConfigurationException($"paramKind kind `{NameOf(paramKind)}` not known");

    private static string NameOf(DocMap paramKind) => $"{paramKind.GetString("apiVersion")}, Kind={paramKind.GetString("kind")}";

    private KindSchema? Find(DocMap paramKind)
    {
        var (apiVersion, name) = (paramKind.GetString("apiVersion"), paramKind.GetString("kind"));
        foreach (var kind in kinds())
        {
            if (kind.Kind == name && kind.ApiVersion == apiVersion)
            {
                return kind;
            }
        }

        return null;
    }
}
