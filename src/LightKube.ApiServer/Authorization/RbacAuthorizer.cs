using System.Collections.Concurrent;
using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// Roles and bindings, kept compiled: for each subject the grants it has, each pointing to the rules of its role. A decision walks the
/// few grants of the user's name and groups and allocates nothing. It only allows, never denies.
/// </summary>
/// <remarks>docs/decisions/070 says why decisions are not cached.</remarks>
public sealed class RbacAuthorizer : IAuthorizer, IObjectObserver, IRuleResolver
{
    /// <summary>The rules of a role; null while the role does not exist.</summary>
    private sealed class RoleRules
    {
        public volatile Rule[]? Rules;
    }

    /// <param name="Namespace">Empty for the whole cluster.</param>
    /// <param name="Binding">The binding it comes from.</param>
    /// <param name="Role">The role's rules.</param>
    /// <param name="Reason">For people.</param>
    private sealed record Grant(string Namespace, (string Kind, ObjectKey Key) Binding, RoleRules Role, string Reason);

    private readonly record struct Subject(char Kind, string Name);

    private static readonly Grant[] NoGrants = [];

    private readonly ConcurrentDictionary<Subject, Grant[]> _grants = new();
    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), RoleRules> _roles = new();

    public IReadOnlyList<KindSchema> Kinds { get; } =
        [ClusterRole.Schema, Role.Schema, ClusterRoleBinding.Schema, RoleBinding.Schema];

    public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
    {
        var user = attributes.User;
        if (Search(new Subject('u', user.Name), attributes) is { } reason)
        {
            return AuthorizationResult.Allow(reason);
        }

        for (var i = 0; i < user.Groups.Count; i++)
        {
            if (Search(new Subject('g', user.Groups[i]), attributes) is { } byGroup)
            {
                return AuthorizationResult.Allow(byGroup);
            }
        }

        return AuthorizationResult.NoOpinion;
    }

    private string? Search(Subject subject, in AuthorizationAttributes attributes)
    {
        if (!_grants.TryGetValue(subject, out var grants))
        {
            return null;
        }

        foreach (var grant in grants)
        {
            if (grant.Namespace.Length > 0 && (grant.Namespace != attributes.Namespace || !attributes.IsResourceRequest))
            {
                continue;
            }

            foreach (var rule in grant.Role.Rules ?? [])
            {
                if (rule.Allows(attributes))
                {
                    return grant.Reason;
                }
            }
        }

        return null;
    }

    IReadOnlyList<Rule> IRuleResolver.RulesFor(UserInfo user, string ns)
    {
        var rules = new List<Rule>();
        foreach (var subject in user.Groups.Select(group => new Subject('g', group)).Prepend(new Subject('u', user.Name)))
        {
            foreach (var grant in _grants.GetValueOrDefault(subject, NoGrants))
            {
                if (grant.Namespace.Length == 0 || grant.Namespace == ns)
                {
                    rules.AddRange(grant.Role.Rules ?? []);
                }
            }
        }

        return rules;
    }

    IReadOnlyList<Rule>? IRuleResolver.RulesOf(string kind, ObjectKey role) =>
        _roles.TryGetValue((kind, role), out var rules) ? rules.Rules : null;

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (ReferenceEquals(kind, ClusterRole.Schema) || ReferenceEquals(kind, Role.Schema))
        {
            var document = (after ?? before)!;
            Slot(kind.Kind, new ObjectKey(document.Namespace, document.Name)).Rules = after is null ? null : Rule.AllOf(after);
            return;
        }

        if (before is not null)
        {
            Remove(kind, before);
        }

        if (after is not null)
        {
            Add(kind, after);
        }
    }

    private void Add(KindSchema kind, Document binding)
    {
        var roleRef = new RoleRef(binding.Root.GetMap("roleRef") ?? new DocMap());
        var roleKey = new ObjectKey(roleRef.Kind == "Role" ? binding.Namespace : "", roleRef.Name);
        var slot = Slot(roleRef.Kind, roleKey);
        var key = (kind.Kind, new ObjectKey(binding.Namespace, binding.Name));
        foreach (var subject in SubjectsOf(binding))
        {
            var reason = $"RBAC: allowed by {kind.Kind} \"{key.Item2}\" of {roleRef.Kind} \"{roleRef.Name}\" to {(subject.Kind == 'u' ? "User" : "Group")} \"{subject.Name}\"";
            var grant = new Grant(binding.Namespace, key, slot, reason);
            _grants[subject] = [.. _grants.GetValueOrDefault(subject, NoGrants), grant];
        }
    }

    private void Remove(KindSchema kind, Document binding)
    {
        var key = (kind.Kind, new ObjectKey(binding.Namespace, binding.Name));
        foreach (var subject in SubjectsOf(binding))
        {
            var rest = _grants.GetValueOrDefault(subject, NoGrants).Where(grant => grant.Binding != key).ToArray();
            if (rest.Length == 0)
            {
                _grants.TryRemove(subject, out _);
            }
            else
            {
                _grants[subject] = rest;
            }
        }
    }

    private RoleRules Slot(string kind, ObjectKey key) => _roles.GetOrAdd((kind, key), static _ => new RoleRules());

    private static IEnumerable<Subject> SubjectsOf(Document binding)
    {
        foreach (var item in (binding.Root.GetList("subjects") ?? new DocList()).Items.ToArray())
        {
            var map = item.AsMap ?? new DocMap();
            var name = map.GetString("name") ?? "";
            switch (map.GetString("kind"))
            {
                case "User":
                    yield return new Subject('u', name);
                    break;
                case "Group":
                    yield return new Subject('g', name);
                    break;
                case "ServiceAccount":
                    var ns = map.GetString("namespace") is { Length: > 0 } given ? given : binding.Namespace;
                    yield return new Subject('u', UserNames.ServiceAccount(ns, name));
                    break;
            }
        }
    }
}
