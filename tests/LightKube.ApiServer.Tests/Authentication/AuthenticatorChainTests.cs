using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class AuthenticatorChainTests
{
    private sealed class Fixed(AuthenticationResult result) : IAuthenticator
    {
        public AuthenticationResult Authenticate(in AuthenticationRequest request) => result;
    }

    private static readonly AuthenticationRequest NoCredentials = new(null, null, null);
    private static readonly AuthenticationRequest WithToken = new(null, "abc", null);

    [Test]
    public void Without_credentials_the_user_is_anonymous()
    {
        var user = Chain(true).Authenticate(NoCredentials).User!;

        Assert.That(user.Name, Is.EqualTo("system:anonymous"));
        Assert.That(user.Groups, Is.EqualTo(new[] { "system:unauthenticated" }));
    }

    [Test]
    public void Without_credentials_nobody_is_let_in_when_anonymous_is_off() =>
        Assert.That(Chain(false).Authenticate(NoCredentials).IsAuthenticated, Is.False);

    [Test]
    public void A_token_that_nobody_knows_is_an_error_and_not_anonymous() =>
        Assert.That(Chain(true).Authenticate(WithToken).Error, Is.EqualTo("invalid bearer token"));

    [Test]
    public void A_known_user_is_authenticated()
    {
        var user = Chain(true, AuthenticationResult.Of(new UserInfo("jane", ["devs"]))).Authenticate(WithToken).User!;

        Assert.That(user.Groups, Is.EqualTo(new[] { "devs", "system:authenticated" }));
    }

    [Test]
    public void Wrong_credentials_do_not_hide_right_ones()
    {
        var chain = Chain(true, AuthenticationResult.Failed("bad certificate"), AuthenticationResult.Of(new UserInfo("jane")));

        Assert.That(chain.Authenticate(WithToken).User?.Name, Is.EqualTo("jane"));
    }

    [Test]
    public void Wrong_credentials_alone_are_an_error() =>
        Assert.That(Chain(true, AuthenticationResult.Failed("bad certificate")).Authenticate(NoCredentials).Error, Is.EqualTo("bad certificate"));

    private static AuthenticatorChain Chain(bool anonymous, params AuthenticationResult[] results) =>
        new([.. results.Select(result => new Fixed(result))], () => new AuthenticationOptions { Anonymous = anonymous });
}
