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

    /// <summary>Who may be the node that he is on may be any node that he is on: no rule names one of them.</summary>
    private const string AnyNode = "*";

    /// <summary>True when the requester may make this one request as that user.</summary>
    /// <param name="requester">Who asks.</param>
    /// <param name="wanted">In whose name, as the headers say: without groups that are implied.</param>
    /// <param name="info">What is asked.</param>
    /// <param name="cancel">Ends the wait for an authorizer that asks elsewhere.</param>
    public async ValueTask<bool> AllowsAsync(UserInfo requester, UserInfo wanted, RequestInfo info, CancellationToken cancel)
    {
        if (UserNames.TryParseServiceAccount(wanted.Name, out var ns, out var account))
        {
            return IsBare(wanted) && await AllowsAsync(requester, "serviceaccount", ("serviceaccounts", ns, account), info, cancel);
        }

        if (!wanted.Name.StartsWith(UserNames.NodePrefix, StringComparison.Ordinal))
        {
            return await AllowsActionAsync(requester, "user-info", info, cancel) && await AllowsUserAsync(requester, wanted, cancel);
        }

        var node = wanted.Name[UserNames.NodePrefix.Length..];
        return IsBare(wanted)
            && ((IsOn(requester, node) && await AllowsAsync(requester, "associated-node", ("nodes", "", AnyNode), info, cancel))
                || await AllowsAsync(requester, "arbitrary-node", ("nodes", "", node), info, cancel));
    }

    // Groups, uid and extra fields of accounts and nodes are what the server knows of them.
    private static bool IsBare(UserInfo wanted) => wanted is { Groups.Count: 0, Uid.Length: 0, Extra.Count: 0 };

    private static bool IsOn(UserInfo requester, string node) =>
        UserNames.TryParseServiceAccount(requester.Name, out _, out _) && requester.Extra.GetValueOrDefault(NodeExtra) is [var own] && own == node;

    private async ValueTask<bool> AllowsAsync(
        UserInfo requester, string mode, (string Resource, string Namespace, string Name) wanted, RequestInfo info, CancellationToken cancel) =>
        await AllowsActionAsync(requester, mode, info, cancel) && await MayBeAsync(requester, mode, wanted, "", cancel);

    private async ValueTask<bool> AllowsUserAsync(UserInfo requester, UserInfo wanted, CancellationToken cancel)
    {
        const string Mode = "user-info";
        if (!await MayBeAsync(requester, Mode, ("users", "", wanted.Name), "", cancel)
            || (wanted.Uid.Length > 0 && !await MayBeAsync(requester, Mode, ("uids", "", wanted.Uid), "", cancel)))
        {
            return false;
        }

        foreach (var group in wanted.Groups)
        {
            if (!await MayBeAsync(requester, Mode, ("groups", "", group), "", cancel))
            {
                return false;
            }
        }

        foreach (var (key, values) in wanted.Extra)
        {
            foreach (var value in values)
            {
                if (!await MayBeAsync(requester, Mode, ("userextras", "", value), key, cancel))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private ValueTask<bool> MayBeAsync(
        UserInfo requester, string mode, (string Resource, string Namespace, string Name) wanted, string subresource, CancellationToken cancel) => IsAllowedAsync(
        new AuthorizationAttributes
        {
            User = requester,
            Verb = "impersonate:" + mode,
            IsResourceRequest = true,
            Group = Group,
            Version = "v1",
            Resource = wanted.Resource,
            Subresource = subresource,
            Namespace = wanted.Namespace,
            Name = wanted.Name,
        },
        cancel);

    private ValueTask<bool> AllowsActionAsync(UserInfo requester, string mode, RequestInfo info, CancellationToken cancel) =>
        IsAllowedAsync(AuthorizationAttributes.For(requester, $"impersonate-on:{mode}:{info.Verb}", info), cancel);

    private async ValueTask<bool> IsAllowedAsync(AuthorizationAttributes attributes, CancellationToken cancel) =>
        (await authorizer.AuthorizeAsync(attributes, cancel)).IsAllowed;
}
