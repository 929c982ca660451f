using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// Asks the authorizers in order until one allows or denies. The group <c>system:masters</c> may do everything without being asked about.
/// </summary>
public sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer
{
    private readonly IAuthorizer[] _authorizers = [.. authorizers];

    public bool MayWait { get; } = authorizers.Any(authorizer => authorizer.MayWait);

    public ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel) =>
        MayWait && !attributes.User.IsInGroup(UserNames.Masters) ? AskAsync(attributes, cancel) : new ValueTask<AuthorizationResult>(Authorize(attributes));

    public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
    {
        if (attributes.User.IsInGroup(UserNames.Masters))
        {
            return AuthorizationResult.Allow("");
        }

        var none = AuthorizationResult.NoOpinion;
        foreach (var authorizer in _authorizers)
        {
            var result = authorizer.Authorize(attributes);
            if (result.Decision != Decision.NoOpinion)
            {
                return result;
            }

            none = And(none, result);
        }

        return none;
    }

    private async ValueTask<AuthorizationResult> AskAsync(AuthorizationAttributes attributes, CancellationToken cancel)
    {
        var none = AuthorizationResult.NoOpinion;
        foreach (var authorizer in _authorizers)
        {
            var result = await authorizer.AuthorizeAsync(attributes, cancel);
            if (result.Decision != Decision.NoOpinion)
            {
                return result;
            }

            none = And(none, result);
        }

        return none;
    }

    private static AuthorizationResult And(in AuthorizationResult first, in AuthorizationResult second) =>
        AuthorizationResult.None(Joined(first.Reason, second.Reason)!) with { Error = Joined(first.Error, second.Error) };

    private static string? Joined(string? first, string? second) =>
        string.IsNullOrEmpty(first) ? second ?? first : string.IsNullOrEmpty(second) ? first : $"{first}\n{second}";
}
