namespace LightKube.ApiServer.Authorization;

/// <summary>Always says the same: AlwaysAllow and AlwaysDeny, for tests of other things.</summary>
public sealed class FixedAuthorizer(AuthorizationResult result) : IAuthorizer
{
    public AuthorizationResult Authorize(in AuthorizationAttributes attributes) => result;
}
