using LightKube.Api.Json;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;

namespace LightKube.ApiServer.Tests.Authentication;

/// <summary>Users of claims, by expressions. What a whole token is judged by stands in <see cref="OidcTests"/>.</summary>
public sealed class ClaimsUserTests
{
    private const string Claims = """
        {"sub": "jane", "email": "j@x", "email_verified": true, "exp": 2000, "nbf": 1000, "roles": ["a", "", "b"], "none": null, "number": 5,
         "nested": {"example.com/team": "red"}, "my.claim": "dotted", "jti": "7"}
        """;

    [TestCase("'x:' + claims.sub", "x:jane")]
    [TestCase("claims.nested.example__dot__com__slash__team", "red")]
    [TestCase("claims.nested['example.com/team']", "red")]
    [TestCase("claims.my__dot__claim", "dotted")]
    [TestCase("claims.?missing.orValue(claims.sub)", "jane")]
    [TestCase("string(claims.number + 0.5)", "5.5", Description = "numbers are doubles")]
    public void The_name_is_what_the_expression_says(string expression, string name) => Assert.That(Make(Named(expression)).User!.Name, Is.EqualTo(name));

    [TestCase("''", "oidc: empty username via CEL expression is not allowed")]
    [TestCase("claims.number", "oidc: error evaluating username claim expression: username claim expression must return a string")]
    [TestCase("claims.?sub", "oidc: error evaluating username claim expression: username claim expression must return a string")]
    [TestCase("claims.missing", "oidc: error evaluating username claim expression: expression 'claims.missing' resulted in error: no such key: missing")]
    public void Who_has_no_name_is_nobody(string expression, string error) => Assert.That(Make(Named(expression)).Error, Is.EqualTo(error));

    [TestCase("claims.roles", "a,b")]
    [TestCase("claims.sub", "jane")]
    [TestCase("claims.none", "")]
    [TestCase("['x'] + claims.roles.filter(r, r != '')", "x,a,b")]
    public void Groups_are_a_text_or_a_list_of_texts(string expression, string groups) =>
        Assert.That(string.Join(',', Make(Named("claims.sub") with { Groups = Expression(expression) }).User!.Groups), Is.EqualTo(groups));

    [Test]
    public void Other_groups_are_refused() => Assert.That(Make(Named("claims.sub") with { Groups = Expression("[claims.number]") }).Error,
        Is.EqualTo("oidc: error evaluating group claim expression: expression must return a string or a list of strings"));

    [Test]
    public void Uid_and_extra_are_computed()
    {
        var (user, _) = Make(Named("claims.sub") with
        {
            Uid = Expression("claims.sub + '-uid'"),
            Extra = [("a.io/roles", Expression("claims.roles").Expression!), ("a.io/none", Expression("''").Expression!)],
        });

        Assert.That(user!.Uid, Is.EqualTo("jane-uid"));
        Assert.That(user.Extra.Keys, Is.EquivalentTo(new[] { "a.io/roles", "authentication.kubernetes.io/credential-id" }));
        Assert.That(user.Extra["a.io/roles"], Is.EqualTo(new[] { "a", "b" }));
    }

    [TestCase("claims.exp - claims.nbf <= 1000.0", "")]
    [TestCase("claims.exp - claims.nbf < 1000", "oidc: error evaluating claim validation expression: validation expression 'claims.exp - claims.nbf < 1000' failed: too long")]
    [TestCase("claims.missing == 'x'", "oidc: error evaluating claim validation expression: expression 'claims.missing == 'x'' resulted in error: no such key: missing")]
    public void Rules_about_claims_hold(string rule, string error) =>
        Assert.That(Make(Named("claims.sub") with { ClaimRules = [Rule(rule, "too long")] }).Error, Is.EqualTo(error));

    [TestCase("!user.username.startsWith('system:')", "")]
    [TestCase("user.groups.all(g, !g.startsWith('a'))", "oidc: error evaluating user info validation rule: validation expression 'user.groups.all(g, !g.startsWith('a'))' failed: no")]
    [TestCase("user.uid == '' && user.extra.size() == 1", "")]
    public void Rules_about_the_user_hold(string rule, string error) => Assert.That(
        Make(Named("claims.sub") with { Groups = Expression("claims.roles"), UserRules = [new IdentityRule(ClaimExpressions.CompileOverUser(rule), "no")] }).Error, Is.EqualTo(error));

    private static JwtIssuerOptions Named(string expression) => new() { Url = "https://a", Audiences = ["kube"], Username = Expression(expression) };

    private static ClaimMapping Expression(string text) => new("", "", ClaimExpressions.CompileOverClaims(text));

    private static IdentityRule Rule(string text, string message) => new(ClaimExpressions.CompileOverClaims(text), message);

    private static (UserInfo? User, string Error) Make(JwtIssuerOptions issuer) => (ClaimsUser.Of(issuer, JsonText.Parse(Claims).AsMap!, out var error), error);
}
