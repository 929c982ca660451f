using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Tests.Tokens;

public sealed class TokenTests
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private ObjectsInMemory _objects = null!;
    private ManualTime _time = null!;
    private TokenKey _key = null!;
    private ServiceAccountTokenOptions _options = null!;
    private ServiceAccountAuthenticator _authenticator = null!;

    [SetUp]
    public void SetUp()
    {
        _objects = new ObjectsInMemory();
        _time = new ManualTime();
        _key = TokenKey.Create();
        _options = new ServiceAccountTokenOptions { Issuer = Issuer, SigningKey = _key };
        _authenticator = new ServiceAccountAuthenticator(_options, _objects, _time);
        _objects.Put("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"web","name":"bot","uid":"u1"}}""");
        _objects.Put("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a","uid":"p1"},
             "spec":{"serviceAccountName":"bot","nodeName":"n1","containers":[]}}
            """);
        _objects.Put("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","uid":"n1-uid"}}""");
    }

    [TearDown]
    public void TearDown() => _key.Dispose();

    [Test]
    public void A_token_is_its_service_account()
    {
        var user = Authenticate(Issue("{}")).User!;

        Assert.That(user.Name, Is.EqualTo("system:serviceaccount:web:bot"));
        Assert.That(user.Uid, Is.EqualTo("u1"));
        Assert.That(user.Groups, Is.EqualTo(new[] { "system:serviceaccounts", "system:serviceaccounts:web" }));
    }

    [Test]
    public void A_token_of_a_pod_names_pod_and_node()
    {
        var token = Issue("""{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a","uid":"p1"}}""");

        var extra = Authenticate(token).User!.Extra;

        Assert.That(extra["authentication.kubernetes.io/pod-name"], Is.EqualTo(new[] { "a" }));
        Assert.That(extra["authentication.kubernetes.io/pod-uid"], Is.EqualTo(new[] { "p1" }));
        Assert.That(extra["authentication.kubernetes.io/node-name"], Is.EqualTo(new[] { "n1" }));
        Assert.That(extra["authentication.kubernetes.io/node-uid"], Is.EqualTo(new[] { "n1-uid" }));
    }

    [Test]
    public void A_token_dies_with_its_account_within_the_time_of_the_cache()
    {
        var token = Issue("{}");
        Assert.That(Authenticate(token).IsAuthenticated, Is.True);
        _objects.Remove(ServiceAccount.Schema, "web", "bot");

        Assert.That(Authenticate(token).IsAuthenticated, Is.True);
        _time.Now += TimeSpan.FromSeconds(11);

        Assert.That(Authenticate(token).Error, Is.EqualTo("ServiceAccount web/bot of the token is gone"));
    }

    [Test]
    public void A_token_does_not_pass_to_an_account_of_the_same_name()
    {
        var token = Issue("{}");
        _objects.Put("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"web","name":"bot","uid":"u2"}}""");

        Assert.That(Authenticate(token).Error, Does.Contain("was another one"));
    }

    [Test]
    public void A_token_expires()
    {
        var token = Issue("""{"expirationSeconds":600}""");
        _time.Now += TimeSpan.FromSeconds(599);
        Assert.That(Authenticate(token).IsAuthenticated, Is.True);

        _time.Now += TimeSpan.FromSeconds(1);

        Assert.That(Authenticate(token).Error, Is.EqualTo("service account token has expired"));
    }

    [Test]
    public void A_token_for_another_audience_is_refused_here_and_valid_there()
    {
        var token = Issue("""{"audiences":["vault"]}""");

        Assert.That(Authenticate(token).Error, Does.Contain("the token is for [vault]"));
        Assert.That(_authenticator.Authenticate(token, ["vault", "other"]).Audiences, Is.EqualTo(new[] { "vault" }));
    }

    [Test]
    public void A_changed_token_is_refused()
    {
        var token = Issue("{}");
        var parts = token.Split('.');
        using var other = TokenKey.Create();
        var claims = JsonWebToken.TryParse(token)!.Claims;

        Assert.That(Authenticate($"{parts[0]}.{parts[1]}.{Flip(parts[2])}").Error, Is.EqualTo("the token's signature is not by a key of this cluster"));
        Assert.That(Authenticate(JsonWebToken.Sign(claims, other)).IsAuthenticated, Is.False);
    }

    [Test]
    public void A_token_without_a_signature_algorithm_is_refused()
    {
        var parts = Issue("{}").Split('.');
        var none = Convert.ToBase64String("{\"alg\":\"none\"}"u8.ToArray()).TrimEnd('=');

        Assert.That(Authenticate($"{none}.{parts[1]}.").IsAuthenticated, Is.False);
    }

    [TestCase("abc")]
    [TestCase("a.b.c")]
    [TestCase("..")]
    public void What_is_no_token_of_ours_is_left_to_others(string token) =>
        Assert.That(Authenticate(token), Is.EqualTo(AuthenticationResult.Nothing));

    [Test]
    public void The_token_in_a_pod_lives_on_for_clients_that_do_not_read_it_again()
    {
        var answer = Request("""{"expirationSeconds":3607,"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a"}}""");
        var status = answer.Root.GetMap("status")!;
        var claims = JsonWebToken.TryParse(status.GetString("token")!)!.Claims;
        var now = _time.Now.ToUnixTimeSeconds();

        Assert.That(claims["exp"].AsInt, Is.EqualTo(now + 365 * 24 * 3600));
        Assert.That(claims.GetMap("kubernetes.io")!["warnafter"].AsInt, Is.EqualTo(now + 3607));
        Assert.That(status.GetString("expirationTimestamp"), Is.EqualTo("2026-01-01T13:00:07Z"));
    }

    [TestCase("""{"expirationSeconds":599}""", "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [TestCase("""{"expirationSeconds":4294967297}""", "spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    public void Expirations_have_bounds(string spec, string message) =>
        Assert.That(Assert.Throws<ApiException>(() => Request(spec))!.Message, Does.EndWith(message));

    [TestCase("""{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"missing"}}""", 404)]
    [TestCase("""{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a","uid":"other"}}""", 409)]
    [TestCase("""{"boundObjectRef":{"apiVersion":"v1","kind":"ConfigMap","name":"a"}}""", 400)]
    public void Bound_objects_must_exist(string spec, int code) =>
        Assert.That(Assert.Throws<ApiException>(() => Request(spec))!.Code, Is.EqualTo(code));

    [TestCase("n1", """{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a","uid":"p1"}}""", ExpectedResult = true)]
    [TestCase("n2", """{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a","uid":"p1"}}""", ExpectedResult = false)]
    [TestCase("n1", "{}", ExpectedResult = false)]
    public bool A_node_gets_tokens_for_its_own_pods(string node, string spec)
    {
        try
        {
            Request(spec, new UserInfo($"system:node:{node}", ["system:nodes"]));
            return true;
        }
        catch (ApiException e) when (e.IsForbidden)
        {
            return false;
        }
    }

    [Test]
    public async Task A_token_review_says_whose_token_it_is()
    {
        var handler = new TokenReviewHandler(_authenticator, [], [], _options);
        var review = await handler.AnswerAsync(UserInfo.ApiServer, Review(Issue("{}")), CancellationToken.None);

        var status = review.Root.GetMap("status")!;
        Assert.That(status["authenticated"].AsBool, Is.True);
        Assert.That(status.GetMap("user")!.GetString("username"), Is.EqualTo("system:serviceaccount:web:bot"));
        Assert.That(status.GetList("audiences")![0].AsString, Is.EqualTo(Issuer));
    }

    [Test]
    public async Task A_token_review_of_a_bad_token_is_an_answer_and_no_error()
    {
        var review = await new TokenReviewHandler(_authenticator, [], [], _options).AnswerAsync(UserInfo.ApiServer, Review("nonsense"), CancellationToken.None);

        Assert.That(review.Root.GetMap("status")!["authenticated"].IsAbsent, Is.True);
        Assert.That(review.Root.GetMap("status")!.GetString("error"), Is.EqualTo("invalid bearer token"));
    }

    [Test]
    public void Keys_are_published()
    {
        var documents = new OpenIdDocuments(_options, "https://10.0.0.1:6443/openid/v1/jwks");
        var keys = JsonDocumentReader.ReadMap(documents.Keys.Span).GetList("keys")!;

        Assert.That(keys.Count, Is.EqualTo(1));
        Assert.That(keys[0].AsMap!.GetString("kid"), Is.EqualTo(_key.Id));
        Assert.That(keys[0].AsMap!.GetString("crv"), Is.EqualTo("P-256"));
        Assert.That(JsonDocumentReader.ReadMap(documents.Configuration.Span).GetString("issuer"), Is.EqualTo(Issuer));
    }

    [Test]
    public void A_key_survives_its_file()
    {
        using var read = TokenKey.FromPem(_key.ExportPem());
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        using var fromRsa = TokenKey.FromPem(rsa.ExportRSAPrivateKeyPem());
        using var fromPkcs8 = TokenKey.FromPem(rsa.ExportPkcs8PrivateKeyPem());

        Assert.That(read.Id, Is.EqualTo(_key.Id));
        Assert.That(fromRsa.Algorithm, Is.EqualTo("RS256"));
        Assert.That(fromPkcs8.Id, Is.EqualTo(fromRsa.Id));
        Assert.That(() => TokenKey.FromPem("no key"), Throws.ArgumentException);
    }

    private AuthenticationResult Authenticate(string token) => _authenticator.Authenticate(new AuthenticationRequest(null, token, null));

    private string Issue(string spec) => Request(spec).Root.GetMap("status")!.GetString("token")!;

    private Document Request(string spec, UserInfo? user = null) => new TokenRequestHandler(_options, _objects, _time, Guid.NewGuid).Create(
        user ?? UserInfo.ApiServer,
        new ObjectKey("web", "bot"),
        ObjectsInMemory.ParseAs(Api.Authentication.V1.TokenReview.Schema, $$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{{spec}}}"""));

    private static Document Review(string token) =>
        ObjectsInMemory.Parse($$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{token}}"} }""");

    private static string Flip(string signature) => (signature[0] == 'A' ? 'B' : 'A') + signature[1..];
}
