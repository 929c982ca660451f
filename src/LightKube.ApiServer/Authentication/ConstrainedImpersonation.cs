using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Acting as another for some actions alone (KEP 5284): it needs <c>impersonate:MODE</c> on who is impersonated and
/// <c>impersonate-on:MODE:VERB</c> on what the request does. Modes are user-info, serviceaccount, arbitrary-node and associated-node.
/// </summary>
internal sealed class ConstrainedImpersonation(IAuthorizer authorizer)
{
    private const string Group = "authentication.k8s.io";
    private const string NodeExtra = "authentication.kubernetes.io/node-name";

    /// <summary>True when the requester may make this one request as that user.</summary>
    /// <param name="requester">Who asks.</param>
    /// <param name="wanted">In whose name, as the headers say: without groups that are implied.</param>
    /// <param name="info">What is asked.</param>
    public bool Allows(UserInfo requester, UserInfo wanted, RequestInfo info)
    {
        if (UserNames.TryParseServiceAccount(wanted.Name, out var ns, out var account))
        {
            return IsBare(wanted) && Allows(requester, "serviceaccount", "serviceaccounts", ns, account, info);
        }

        if (!wanted.Name.StartsWith(UserNames.NodePrefix, StringComparison.Ordinal))
        {
            return AllowsUser(requester, wanted) && AllowsAction(requester, "user-info", info);
        }

        var node = wanted.Name[UserNames.NodePrefix.Length..];
        return IsBare(wanted)
            && ((IsOn(requester, node) && Allows(requester, "associated-node", "nodes", "", node, info))
                || Allows(requester, "arbitrary-node", "nodes", "", node, info));
    }

    // Groups, uid and extra fields of accounts and nodes are what the server knows of them.
    private static bool IsBare(UserInfo wanted) => wanted is { Groups.Count: 0, Uid.Length: 0, Extra.Count: 0 };

    private static bool IsOn(UserInfo requester, string node) =>
        UserNames.TryParseServiceAccount(requester.Name, out _, out _) && requester.Extra.GetValueOrDefault(NodeExtra) is [var own] && own == node;

    private bool Allows(UserInfo requester, string mode, string resource, string ns, string name, RequestInfo info) =>
        MayBe(requester, mode, resource, "", ns, name) && AllowsAction(requester, mode, info);

    private bool AllowsUser(UserInfo requester, UserInfo wanted)
    {
        const string Mode = "user-info";
        return MayBe(requester, Mode, "users", "", "", wanted.Name)
            && wanted.Groups.All(group => MayBe(requester, Mode, "groups", "", "", group))
            && (wanted.Uid.Length == 0 || MayBe(requester, Mode, "uids", "", "", wanted.Uid))
            && wanted.Extra.All(extra => extra.Value.All(value => MayBe(requester, Mode, "userextras", extra.Key, "", value)));
    }

    private bool MayBe(UserInfo requester, string mode, string resource, string subresource, string ns, string name) => authorizer.Authorize(new AuthorizationAttributes
    {
        User = requester,
        Verb = "impersonate:" + mode,
        IsResourceRequest = true,
        Group = Group,
        Version = "v1",
        Resource = resource,
        Subresource = subresource,
        Namespace = ns,
        Name = name,
    }).IsAllowed;

    private bool AllowsAction(UserInfo requester, string mode, RequestInfo info) => authorizer.Authorize(new AuthorizationAttributes
    {
        User = requester,
        Verb = $"impersonate-on:{mode}:{info.Verb}",
        IsResourceRequest = info.IsResource,
        Group = info.Group,
        Version = info.Version,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Path = info.Path,
    }).IsAllowed;
}
