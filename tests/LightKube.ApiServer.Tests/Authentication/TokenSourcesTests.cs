using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Tokens;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class TokenSourcesTests
{
    private const string Account = """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"bot","namespace":"web","uid":"u1"}}""";

    [TestCase("abc,jane,42,\"devs,testers\"", "abc", "jane", "42", "devs testers")]
    [TestCase("abc,jane,42,devs", "abc", "jane", "42", "devs")]
    [TestCase("# comment\n\nabc,jane,42", "abc", "jane", "42", "")]
    public void Lines_of_the_token_file_are_users(string file, string token, string user, string uid, string groups)
    {
        var result = new TokenFileAuthenticator(file, "f").Authenticate(new AuthenticationRequest(null, token, null));

        Assert.That((result.User!.Name, result.User.Uid, string.Join(' ', result.User.Groups)), Is.EqualTo((user, uid, groups)));
    }

    [Test]
    public void A_line_that_lacks_a_column_is_an_error() =>
        Assert.That(() => new TokenFileAuthenticator("abc,jane", "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f, line 1"));

    [Test]
    public void A_token_out_of_a_secret_counts_while_the_secret_has_it()
    {
        using var key = TokenKey.Create();
        var options = new ServiceAccountTokenOptions { Issuer = "https://kubernetes.default.svc", SigningKey = key };
        var objects = new ObjectsInMemory();
        var account = objects.Put(Account).As<ServiceAccount>();
        var secret = new Secret { Metadata = { Name = "s", Namespace = "web" } };
        var token = LegacyToken.Sign(secret, account, options);
        secret.Data["token"] = Encoding.ASCII.GetBytes(token);
        var root = ObjectsInMemory.Parse($$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"web"},"data":{"token":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(token))}}"} }""");
        objects.Put(root);
        var used = new List<string>();
        var authenticator = new LegacyTokenAuthenticator(options, objects, secret => used.Add(secret.Name));
        var request = new AuthenticationRequest(null, token, null);

        Assert.That(authenticator.Authenticate(request).User?.Name, Is.EqualTo("system:serviceaccount:web:bot"));

        Assert.That(used, Is.EqualTo(new[] { "s" }));

        var marked = root.MutableCopy();
        marked.Root.GetOrAddMap("metadata").GetOrAddMap("labels").Set("kubernetes.io/legacy-token-invalid-since", "2026-01-01");
        objects.Put(marked);
        Assert.That(authenticator.Authenticate(request).Error, Does.StartWith("the token in secret web/s for service account web/bot has been marked invalid."));

        objects.Remove(Secret.Schema, "web", "s");
        Assert.That(authenticator.Authenticate(request).Error, Is.EqualTo("Token has been invalidated"));
    }
}
