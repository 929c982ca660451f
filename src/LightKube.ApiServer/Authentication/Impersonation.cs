using LightKube.Api.Errors;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// The headers <c>Impersonate-User</c>, <c>-Group</c>, <c>-Uid</c> and <c>-Extra-KEY</c>: a request in another's name. Each part needs the
/// verb <c>impersonate</c> on what it names.
/// </summary>
public sealed class Impersonation(IAuthorizer authorizer)
{
    private readonly ConstrainedImpersonation _constrained = new(authorizer);

    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>True when the request asks for it; spares all others the rest.</summary>
    public static bool IsAsked(IHeaderDictionary headers)
    {
        foreach (var header in headers)
        {
            if (header.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The user in whose name the request is to be served.</summary>
    /// <exception cref="ApiException">Forbidden when the requester may not act as that user; 500 when the headers lack the user, as upstream.</exception>
    /// <param name="requester">Who asks.</param>
    /// <param name="headers">The request's.</param>
    /// <param name="info">What is asked; null when it does not matter.</param>
    /// <param name="cancel">Ends the wait for an authorizer that asks elsewhere.</param>
    public async ValueTask<UserInfo> ApplyAsync(UserInfo requester, IHeaderDictionary headers, RequestInfo? info, CancellationToken cancel)
    {
        var name = headers[UserHeader].ToString();
        var groups = headers[GroupHeader].Where(group => !string.IsNullOrEmpty(group)).Select(group => group!).ToList();
        var uid = headers[UidHeader].ToString();
        var extra = ReadExtra(headers);
        if (name.Length == 0)
        {
            return groups.Count + extra.Count + uid.Length == 0
                ? requester
                : throw ApiException.Internal("requested to impersonate groups, a uid or extra fields without impersonating a user");
        }

        try
        {
            await CheckAllAsync(requester, name, groups, uid, extra, cancel);
        }
        catch (ApiException e) when (e.IsForbidden && info is not null)
        {
            // Perhaps not in general, but for this request.
            if (!await _constrained.AllowsAsync(requester, new UserInfo(name, groups, uid, extra), info, cancel))
            {
                throw;
            }

            if (name.StartsWith(UserNames.NodePrefix, StringComparison.Ordinal))
            {
                groups.Add(UserNames.Nodes);
            }
        }

        return new UserInfo(name, WithImpliedGroups(name, groups), uid, extra);
    }

    private async ValueTask CheckAllAsync(
        UserInfo requester, string name, List<string> groups, string uid, Dictionary<string, IReadOnlyList<string>> extra, CancellationToken cancel)
    {
        await CheckUserAsync(requester, name, cancel);
        foreach (var group in groups)
        {
            await CheckAsync(requester, ("", "groups", ""), "", group, cancel);
        }

        if (uid.Length > 0)
        {
            await CheckAsync(requester, (AuthenticationGroup, "uids", ""), "", uid, cancel);
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                await CheckAsync(requester, (AuthenticationGroup, "userextras", key), "", value, cancel);
            }
        }
    }

    private ValueTask CheckUserAsync(UserInfo requester, string name, CancellationToken cancel) =>
        UserNames.TryParseServiceAccount(name, out var ns, out var account)
            ? CheckAsync(requester, ("", "serviceaccounts", ""), ns, account, cancel)
            : CheckAsync(requester, ("", "users", ""), "", name, cancel);

    private async ValueTask CheckAsync(
        UserInfo requester, (string Group, string Resource, string Subresource) what, string ns, string name, CancellationToken cancel)
    {
        var attributes = new AuthorizationAttributes
        {
            User = requester,
            Verb = "impersonate",
            IsResourceRequest = true,
            Group = what.Group,
            Version = "v1",
            Resource = what.Resource,
            Subresource = what.Subresource,
            Namespace = ns,
            Name = name,
        };
        var result = await authorizer.AuthorizeAsync(attributes, cancel);
        if (!result.IsAllowed)
        {
            throw ForbiddenErrors.For(attributes, result.Reason);
        }
    }

    private static List<string> WithImpliedGroups(string name, List<string> groups)
    {
        if (groups.Count == 0 && UserNames.TryParseServiceAccount(name, out var ns, out _))
        {
            groups.AddRange([UserNames.ServiceAccounts, UserNames.ServiceAccountsPrefix + ns]);
        }

        var implied = name == UserNames.Anonymous ? UserNames.Unauthenticated : UserNames.Authenticated;
        if (!groups.Contains(UserNames.Authenticated) && !groups.Contains(UserNames.Unauthenticated))
        {
            groups.Add(implied);
        }

        return groups;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadExtra(IHeaderDictionary headers)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..]).ToLowerInvariant();
                extra[key] = [.. header.Value.Select(value => value ?? "")];
            }
        }

        return extra;
    }
}
