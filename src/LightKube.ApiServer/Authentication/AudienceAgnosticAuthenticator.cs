namespace LightKube.ApiServer.Authentication;

/// <summary>Tokens whose audience is not one of Kubernetes': they are for this API, and for nobody who asks about them in the name of another audience.</summary>
/// <param name="inner">Judges the tokens.</param>
/// <param name="apiAudiences">This API's own names.</param>
public sealed class AudienceAgnosticAuthenticator(ITokenAuthenticator inner, IReadOnlyList<string> apiAudiences) : ITokenAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var common = audiences.Where(apiAudiences.Contains).ToList();
        if (common.Count == 0)
        {
            return AuthenticationResult.Nothing;
        }

        var result = await inner.AuthenticateAsync(token, audiences, cancel);
        return result.User is { } user ? AuthenticationResult.Of(user, common) with { Warning = result.Warning } : result;
    }
}
