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
        if (ReferenceEquals(request.Kind, Role.Schema) || ReferenceEquals(request.Kind, ClusterRole.Schema))
        {
            CheckRole(request);
        }
        else
        {
            CheckBinding(request);
        }

        return ValueTask.CompletedTask;
    }

    private void CheckRole(AdmissionRequest request)
    {
        var role = request.Object!;
        var isAggregated = role.Root.GetMap("aggregationRule") is not null;
        var sameRules = request.Old is { } old && old.Root["rules"].Equals(role.Root["rules"]) && old.Root["aggregationRule"].Equals(role.Root["aggregationRule"]);
        if (sameRules || IsAllowed(request.User, "escalate", request.Kind, role.Namespace, role.Name))
        {
            return;
        }

        // An aggregated role grows with what others write: only who holds everything may make one.
        var wanted = isAggregated
            ? [new Rule(["*"], ["*"], ["*"], [], []), new Rule(["*"], [], [], [], ["*"]), .. Rule.AllOf(role)]
            : Rule.AllOf(role);
        ThrowIfNotHeld(request, wanted, role.Namespace);
    }

    private void CheckBinding(AdmissionRequest request)
    {
        var binding = request.Object!;
        if (request.Old is { } old && old.Root["roleRef"].Equals(binding.Root["roleRef"]) && old.Root["subjects"].Equals(binding.Root["subjects"]))
        {
            return;
        }

        var roleRef = new RoleRef(binding.Root.GetMap("roleRef") ?? new DocMap());
        var kind = roleRef.Kind == "Role" ? Role.Schema : ClusterRole.Schema;
        if (IsAllowed(request.User, "bind", kind, binding.Namespace, roleRef.Name))
        {
            return;
        }

        var key = new ObjectKey(kind.Namespaced ? binding.Namespace : "", roleRef.Name);
        ThrowIfNotHeld(request, _rules.RulesOf(kind.Kind, key), binding.Namespace);
    }

    private bool IsAllowed(UserInfo user, string verb, KindSchema kind, string ns, string name) => _authorizer.Authorize(new AuthorizationAttributes
    {
        User = user,
        Verb = verb,
        IsResourceRequest = true,
        Group = kind.Group,
        Version = kind.Version,
        Resource = kind.Plural,
        Namespace = ns,
        Name = name,
    }).IsAllowed;

    private void ThrowIfNotHeld(AdmissionRequest request, IEnumerable<Rule> wanted, string ns)
    {
        var missing = RuleCoverage.Missing(_rules.RulesFor(request.User, ns), wanted);
        if (missing.Count > 0)
        {
            var groups = string.Join(" ", request.User.Groups.Select(group => $"\"{group}\""));
            throw ApiException.Forbidden(
                request.Kind,
                request.Object!.Name,
                $"user \"{request.User.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join("\n", missing)}");
        }
    }
}
