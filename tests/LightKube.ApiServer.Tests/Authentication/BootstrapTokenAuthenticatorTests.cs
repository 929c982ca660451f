using System.Text;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class BootstrapTokenAuthenticatorTests
{
    private const string Token = "abcdef.0123456789abcdef";

    private readonly ObjectsInMemory _objects = new();
    private readonly ManualTime _time = new();

    [Test]
    public void A_join_token_is_a_user_of_its_groups()
    {
        PutSecret("2026-01-02T00:00:00Z");

        var user = Authenticate(Token).User!;

        Assert.That(user.Name, Is.EqualTo("system:bootstrap:abcdef"));
        Assert.That(user.Groups, Is.EqualTo(new[] { "system:bootstrappers", "system:bootstrappers:workers" }));
    }

    [TestCase("abcdef.0123456789abcdee", TestName = "A_wrong_secret_is_refused")]
    [TestCase("zbcdef.0123456789abcdef", TestName = "An_unknown_token_is_refused")]
    public void Refused(string token)
    {
        PutSecret("2026-01-02T00:00:00Z");

        Assert.That(Authenticate(token).Error, Is.Not.Null);
    }

    [TestCase("2026-01-01T11:59:59Z")]
    [TestCase("tomorrow")]
    public void An_expired_token_is_refused(string expiration)
    {
        PutSecret(expiration);

        Assert.That(Authenticate(Token).Error, Is.EqualTo("the join token abcdef has expired"));
    }

    [TestCase("abc")]
    [TestCase("ABCDEF.0123456789abcdef")]
    [TestCase("abcdef-0123456789abcdef")]
    public void What_is_no_join_token_is_left_to_others(string token) =>
        Assert.That(Authenticate(token), Is.EqualTo(AuthenticationResult.Nothing));

    private AuthenticationResult Authenticate(string token) =>
        new BootstrapTokenAuthenticator(_objects, _time).Authenticate(new AuthenticationRequest(null, token, null));

    private void PutSecret(string expiration) => _objects.Put($$"""
        {"apiVersion":"v1","kind":"Secret","type":"bootstrap.kubernetes.io/token",
         "metadata":{"namespace":"kube-system","name":"bootstrap-token-abcdef"},
         "data":{"token-id":"{{Base64("abcdef")}}","token-secret":"{{Base64("0123456789abcdef")}}","expiration":"{{Base64(expiration)}}",
                 "usage-bootstrap-authentication":"{{Base64("true")}}","auth-extra-groups":"{{Base64("system:bootstrappers:workers,others")}}"} }
        """);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
