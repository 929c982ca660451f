using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// Nobody hands out rights that he does not hold: a role's rules and a binding's role must be covered by the writer's own, unless he has
/// the verb <c>escalate</c> on roles or <c>bind</c> on that role.
/// </summary>
public sealed class RbacEscalation : IAdmissionPlugin
{
    private static readonly Rule[] Everything = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];

    private readonly IAuthorizer _authorizer;
    private readonly IRuleResolver _rules;

    /// <param name="authorizer">The whole chain, asked for the verbs that lift the check.</param>
    /// <param name="rbac">Whose rules count.</param>
    public RbacEscalation(IAuthorizer authorizer, RbacAuthorizer rbac)
    {
        _authorizer = authorizer;
        _rules = rbac;
    }

    public string Name => "RbacEscalation";

    public bool Handles(AdmissionRequest request) =>
        request is { Kind.Group: "rbac.authorization.k8s.io", Subresource: "", Verb: AdmissionVerb.Create or AdmissionVerb.Update }
        && !request.User.IsInGroup(UserNames.Masters);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        // Labels count: by one a role is aggregated into others.
        if (request.Old is { } old && CollectorFields.AreAllThatChanged(request.Object!, old))
        {
            return ValueTask.CompletedTask;
        }

        return ReferenceEquals(request.Kind, Role.Schema) || ReferenceEquals(request.Kind, ClusterRole.Schema)
            ? CheckRoleAsync(request, cancel)
            : CheckBindingAsync(request, cancel);
    }

    private async ValueTask CheckRoleAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var role = request.Object!;
        if (await IsAllowedAsync(request.User, "escalate", request.Kind, role.Namespace, role.Name, cancel).ConfigureAwait(false))
        {
            return;
        }

        ThrowIfNotHeld(request, Rule.AllOf(role), role.Namespace);

        // An aggregated role grows with what others write: only who holds everything may make one, or make it another.
        if ((IsAggregated(role) || IsAggregated(request.Old)) && RuleCoverage.Missing(_rules.RulesFor(request.User, role.Namespace), Everything).Count > 0)
        {
            throw request.Forbid("must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private async ValueTask CheckBindingAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var binding = request.Object!;
        var roleRef = new RoleRef(binding.Root.GetMap("roleRef") ?? new DocMap());
        var kind = roleRef.Kind == "Role" ? Role.Schema : ClusterRole.Schema;
        if (await IsAllowedAsync(request.User, "bind", kind, binding.Namespace, roleRef.Name, cancel).ConfigureAwait(false))
        {
            return;
        }

        // What a role will say that does not exist yet nobody knows.
        var rules = _rules.RulesOf(kind.Kind, new ObjectKey(kind.Namespaced ? binding.Namespace : "", roleRef.Name))
            ?? throw ApiException.NotFound(kind, roleRef.Name);
        ThrowIfNotHeld(request, rules, binding.Namespace);
    }

    private static bool IsAggregated(Document? role) => role?.Root.GetMap("aggregationRule") is not null;

    private async ValueTask<bool> IsAllowedAsync(UserInfo user, string verb, KindSchema kind, string ns, string name, CancellationToken cancel)
    {
        var result = await _authorizer.AuthorizeAsync(
            new AuthorizationAttributes
            {
                User = user,
                Verb = verb,
                IsResourceRequest = true,
                Group = kind.Group,
                Version = kind.Version,
                Resource = kind.Plural,
                Namespace = ns,
                Name = name,
            },
            cancel).ConfigureAwait(false);
        return result.IsAllowed;
    }

    private void ThrowIfNotHeld(AdmissionRequest request, IEnumerable<Rule> wanted, string ns)
    {
        var missing = RuleCoverage.Missing(_rules.RulesFor(request.User, ns), wanted);
        if (missing.Count > 0)
        {
            var groups = string.Join(" ", request.User.Groups.Select(group => $"\"{group}\""));
            throw ApiException.Forbidden(
                request.Kind,
                request.Object!.Name,
                $"user \"{request.User.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join("\n", RuleCoverage.Describe(missing))}");
        }
    }
}
