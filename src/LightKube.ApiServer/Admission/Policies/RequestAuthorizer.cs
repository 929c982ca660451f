using LightKube.Api.Cel.Libraries;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Answers what expressions ask of the authorizer, for the user of a request or a service account. Each question is asked once.</summary>
internal sealed class RequestAuthorizer(IAuthorizer authorizer, UserInfo user) : ICelAuthorizer
{
    private readonly Dictionary<CelAccess, CelDecision> _answers = [];

    public CelDecision Check(CelAccess access)
    {
        if (!_answers.TryGetValue(access, out var answer))
        {
            var result = authorizer.Authorize(Attributes(access));
            _answers.Add(access, answer = new CelDecision(result.IsAllowed, result.Reason, result.Error ?? ""));
        }

        return answer;
    }

    private AuthorizationAttributes Attributes(CelAccess access)
    {
        var who = access.ServiceAccount is var (ns, name) ? Account(ns, name) : user;
        return access.Path is { } path
            ? AuthorizationAttributes.ForPath(who, access.Verb, path)
            : new AuthorizationAttributes
            {
                User = who,
                Verb = access.Verb,
                IsResourceRequest = true,
                Group = access.Group,
                Version = "*",
                Resource = access.Resource,
                Subresource = access.Subresource,
                Namespace = access.Namespace,
                Name = access.Name,
                FieldSelector = access.FieldSelector,
                LabelSelector = access.LabelSelector,
            };
    }

    private static UserInfo Account(string ns, string name) => new(
        $"{UserNames.ServiceAccountPrefix}{ns}:{name}",
        ["system:serviceaccounts", $"system:serviceaccounts:{ns}", UserNames.Authenticated]);
}
