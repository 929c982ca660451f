namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Asks the authenticators in order; the first that knows the user wins. Wrong credentials are 401, no credentials are the anonymous
/// user. Whoever is known belongs to <c>system:authenticated</c>.
/// </summary>
/// <param name="authenticators">Answer from memory.</param>
/// <param name="options">Gives what says now whether, and for which paths, a request may show no credentials.</param>
/// <param name="remote">Asked in turn about tokens that none of the former knows.</param>
/// <param name="apiAudiences">This API's own names, for <paramref name="remote"/>.</param>
public sealed class AuthenticatorChain(
    IReadOnlyList<IAuthenticator> authenticators, Func<AuthenticationOptions> options, IReadOnlyList<ITokenAuthenticator>? remote = null, IReadOnlyList<string>? apiAudiences = null)
    : IAuthenticator
{
    private readonly ITokenAuthenticator[] _remote = [.. remote ?? []];
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
            : IsOpen(request.Path) ? AuthenticationResult.Of(UserInfo.Anonymous) : AuthenticationResult.Failed("no credentials were given and anonymous requests are off");
    }

    /// <summary>The same, and also asks those who may have to ask elsewhere.</summary>
    public ValueTask<AuthenticationResult> AuthenticateAsync(in AuthenticationRequest request, CancellationToken cancel)
    {
        var result = Authenticate(request);
        return result.User is not null || _remote.Length == 0 || request.BearerToken is not { } token
            ? new ValueTask<AuthenticationResult>(result)
            : AskAsync(token, result, cancel);
    }

    private async ValueTask<AuthenticationResult> AskAsync(string token, AuthenticationResult before, CancellationToken cancel)
    {
        var error = before.Error;
        foreach (var authenticator in _remote)
        {
            var result = await authenticator.AuthenticateAsync(token, apiAudiences ?? [], cancel);
            if (result.User is { } user)
            {
                return AuthenticationResult.Of(Authenticated(user), result.Audiences) with { Warning = result.Warning };
            }

            error = result.Error ?? error;
        }

        return AuthenticationResult.Failed(error ?? "invalid bearer token");
    }

    private bool IsOpen(string path) => options() is { Anonymous: true } now && (now.AnonymousPaths is not { } paths || paths.Contains(path));

    private UserInfo Authenticated(UserInfo user)
    {
        if (user.Name == UserNames.Anonymous || user.IsInGroup(UserNames.Authenticated) || user.IsInGroup(UserNames.Unauthenticated))
        {
            return user;
        }

        return _withGroup.GetValue(user, static known => known.WithGroup(UserNames.Authenticated));
    }
}
