namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Asks the authenticators in order; the first that knows the user wins. Wrong credentials are 401, no credentials are the anonymous
/// user. Whoever is known belongs to <c>system:authenticated</c>.
/// </summary>
public sealed class AuthenticatorChain(IReadOnlyList<IAuthenticator> authenticators, bool allowAnonymous) : IAuthenticator
{
    private readonly IAuthenticator[] _authenticators = [.. authenticators];

    // The group is added once for each user object, which the authenticators cache.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<UserInfo, UserInfo> _withGroup = new();

    public AuthenticationResult Authenticate(in AuthenticationRequest request)
    {
        string? error = null;
        foreach (var authenticator in _authenticators)
        {
            var result = authenticator.Authenticate(request);
            if (result.User is { } user)
            {
                return AuthenticationResult.Of(Authenticated(user), result.Audiences) with { Warning = result.Warning };
            }

            error ??= result.Error;
        }

        if (error is null && request.BearerToken is not null)
        {
            error = "invalid bearer token";
        }

        return error is not null
            ? AuthenticationResult.Failed(error)
            : allowAnonymous ? AuthenticationResult.Of(UserInfo.Anonymous) : AuthenticationResult.Failed("no credentials were given and anonymous requests are off");
    }

    private UserInfo Authenticated(UserInfo user)
    {
        if (user.Name == UserNames.Anonymous || user.IsInGroup(UserNames.Authenticated) || user.IsInGroup(UserNames.Unauthenticated))
        {
            return user;
        }

        return _withGroup.GetValue(user, static known => known.WithGroup(UserNames.Authenticated));
    }
}
