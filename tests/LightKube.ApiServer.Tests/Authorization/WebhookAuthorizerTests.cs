using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Metrics;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using LightKube.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Tests.Authorization;

/// <summary>Webhooks of authorization and of authentication, which are asked alike.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WebhookAuthorizerTests : IAsyncDisposable
{
    private readonly RecordedLogs _logs = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<int> _failures = [];
    private TaskCompletionSource? _gate;
    private WebhookServer _server = null!;
    private WebhookClient _client = null!;
    private WebhookEndpoint _endpoint = null!;
    private string _answer = """{"status":{"allowed":true,"reason":"because"}}""";

    [SetUp]
    public async Task StartAsync()
    {
        _server = await WebhookServer.StartAsync(_logs, (_, http) => AnswerAsync(http));
        _client = new WebhookClient(new ServiceAddresses(new ObjectsInMemory()), TimeProvider.System);
        _endpoint = new WebhookEndpoint { Url = new Uri(_server.Url), Authorities = _server.Authority };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _logs.Dispose();
    }

    [Test]
    public async Task The_webhook_is_asked_once_for_a_while()
    {
        var authorizer = Authorizer(new WebhookAuthorizerOptions { Endpoint = _endpoint });
        var question = new AuthorizationAttributes
        {
            User = new UserInfo("jane", ["devs"]), Verb = "list", IsResourceRequest = true, Resource = "pods", Namespace = "web", LabelSelector = "app=a", FieldSelector = "spec.nodeName=n",
        };

        Assert.That(await authorizer.AuthorizeAsync(question, CancellationToken.None), Is.EqualTo(AuthorizationResult.Allow("because")));
        Assert.That(await authorizer.AuthorizeAsync(question, CancellationToken.None), Is.EqualTo(AuthorizationResult.Allow("because")));

        Assert.That(_server.Calls, Has.Count.EqualTo(1));
        Assert.That(_server.Calls[0].Body.GetMap("spec")!.ToString(), Is.EqualTo(
            """{"resourceAttributes":{"namespace":"web","verb":"list","resource":"pods","fieldSelector":{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n"]}]},"labelSelector":{"requirements":[{"key":"app","operator":"In","values":["a"]}]}},"user":"jane","groups":["devs"]}"""));
        _time.Advance(TimeSpan.FromMinutes(6));
        await authorizer.AuthorizeAsync(question, CancellationToken.None);
        Assert.That(_server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Answers_are_not_kept_where_that_is_off()
    {
        var authorizer = Authorizer(new WebhookAuthorizerOptions { Endpoint = _endpoint, AllowedLife = TimeSpan.Zero, Version = "v1beta1" });
        var question = AuthorizationAttributes.ForPath(new UserInfo("jane", ["devs"]), "get", "/x");

        await authorizer.AuthorizeAsync(question, CancellationToken.None);
        await authorizer.AuthorizeAsync(question, CancellationToken.None);

        Assert.That(_server.Calls, Has.Count.EqualTo(2));
        Assert.That(_server.Calls[0].Body.GetMap("spec")!.ToString(), Is.EqualTo("""{"nonResourceAttributes":{"path":"/x","verb":"get"},"user":"jane","group":["devs"]}"""));
        Assert.That(_server.Calls[0].Body.GetString("apiVersion"), Is.EqualTo("authorization.k8s.io/v1beta1"));
    }

    [TestCase("request.user == 'jane'", false, Decision.Allow, null)]
    [TestCase("request.user == 'joe'", false, Decision.NoOpinion, null)]
    [TestCase("request.resourceAttributes.verb == 'get'", false, Decision.NoOpinion, "no such key: resourceAttributes")]
    [TestCase("request.resourceAttributes.verb == 'get'", true, Decision.Deny, "no such key: resourceAttributes")]
    public async Task Conditions_say_when_the_webhook_is_asked(string condition, bool denies, Decision decision, string? error)
    {
        var options = new WebhookAuthorizerOptions { Endpoint = _endpoint, DeniesOnFailure = denies, Conditions = AuthorizationConditionsTests.Compile(condition) };

        var result = await Authorizer(options).AuthorizeAsync(AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/x"), CancellationToken.None);

        Assert.That(result.Decision, Is.EqualTo(decision));
        Assert.That(result.Error, error is null ? Is.Null : Does.EndWith(error));
        Assert.That(_server.Calls, Has.Count.EqualTo(decision == Decision.Allow ? 1 : 0));
    }

    [Test]
    public async Task What_a_webhook_did_is_measured()
    {
        var counts = new AuthorizationMetrics();
        var options = new AuthorizerOptions(AuthorizerType.Webhook, new WebhookAuthorizerOptions { Endpoint = _endpoint }) { Name = "mine" };
        var authorizer = new CountedAuthorizer(new WebhookAuthorizer(_client, options.Webhook!, counts.WebhookOf(options), _time), counts.DecisionsOf(options));
        await authorizer.AuthorizeAsync(AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/x"), CancellationToken.None);
        _answer = "broken";
        await authorizer.AuthorizeAsync(AuthorizationAttributes.ForPath(new UserInfo("joe"), "get", "/x"), CancellationToken.None);
        var text = new MetricText();

        counts.Write(text);

        Assert.That(text.ToString().Split('\n'), Is.SupersetOf(new[]
        {
            """apiserver_authorization_decisions_total{type="Webhook",name="mine",decision="allowed"} 1""",
            """apiserver_authorization_webhook_evaluations_total{name="mine",result="success"} 1""",
            """apiserver_authorization_webhook_evaluations_total{name="mine",result="error"} 1""",
            """apiserver_authorization_webhook_evaluations_fail_open_total{name="mine",result="error"} 1""",
        }));
    }

    [TestCase("""{"status":{"allowed":false,"reason":"no"}}""", Decision.NoOpinion)]
    [TestCase("""{"status":{"allowed":false,"denied":true}}""", Decision.Deny)]
    [TestCase("broken", Decision.NoOpinion)]
    public async Task Other_answers(string answer, Decision decision)
    {
        _answer = answer;
        var authorizer = Authorizer(new WebhookAuthorizerOptions { Endpoint = _endpoint });

        var result = await authorizer.AuthorizeAsync(AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/x"), CancellationToken.None);

        Assert.That(result.Decision, Is.EqualTo(decision));
    }

    [Test]
    public async Task A_webhook_knows_users_by_tokens()
    {
        _answer = """{"status":{"authenticated":true,"user":{"username":"jane","groups":["devs"],"extra":{"a":["b"]}}}}""";
        var authenticator = Tokens();

        var result = await authenticator.AuthenticateAsync("abc", ["api"], CancellationToken.None);

        Assert.That((result.User!.Name, result.User.Groups[0], result.User.Extra["a"][0]), Is.EqualTo(("jane", "devs", "b")));
        Assert.That(_server.Calls[0].Body.GetMap("spec")!.ToString(), Is.EqualTo("""{"token":"abc","audiences":["api"]}"""));
        await authenticator.AuthenticateAsync("abc", ["api"], CancellationToken.None);
        Assert.That(_server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_token_for_others_is_refused()
    {
        _answer = """{"status":{"authenticated":true,"user":{"username":"jane"},"audiences":["others"]}}""";
        var authenticator = Tokens();

        Assert.That((await authenticator.AuthenticateAsync("abc", ["api"], CancellationToken.None)).IsAuthenticated, Is.False);
    }

    [Test]
    public async Task A_webhook_that_names_no_audience_knows_tokens_for_this_api_alone()
    {
        _answer = """{"status":{"authenticated":true,"user":{"username":"jane"}}}""";

        Assert.That((await Tokens().AuthenticateAsync("abc", ["vault"], CancellationToken.None)).IsAuthenticated, Is.False);
        Assert.That((await Tokens().AuthenticateAsync("abc", ["vault", "api"], CancellationToken.None)).Audiences, Is.EqualTo(new[] { "api" }));
    }

    [TestCase("""{"status":{"authenticated":false,"error":"the directory is away"}}""", 2)]
    [TestCase("""{"status":{"authenticated":false}}""", 1)]
    public async Task A_refusal_counts_for_a_while_and_an_error_does_not(string answer, int asked)
    {
        _answer = answer;
        var authenticator = Tokens();

        for (var i = 0; i < 2; i++)
        {
            Assert.That((await authenticator.AuthenticateAsync("abc", ["api"], CancellationToken.None)).IsAuthenticated, Is.False);
        }

        Assert.That(_server.Calls, Has.Count.EqualTo(asked));
    }

    [Test]
    public async Task Requests_with_one_new_token_ask_once()
    {
        _answer = """{"status":{"authenticated":true,"user":{"username":"jane"}}}""";
        _gate = new TaskCompletionSource();
        var authenticator = Tokens();
        using var leaving = new CancellationTokenSource();

        var first = authenticator.AuthenticateAsync("abc", ["api"], leaving.Token).AsTask();
        var second = authenticator.AuthenticateAsync("abc", ["api"], CancellationToken.None).AsTask();
        await leaving.CancelAsync();
        _gate.SetResult();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second).User!.Name, Is.EqualTo("jane"));
        Assert.That(_server.Calls, Has.Count.EqualTo(1));
    }

    [TestCase(500, 2)]
    [TestCase(429, 2)]
    [TestCase(403, 1)]
    public async Task A_webhook_that_fails_for_a_moment_is_asked_again(int status, int asked)
    {
        _failures.Enqueue(status);
        var question = AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/x");
        var authorizer = new WebhookAuthorizer(_client, new WebhookAuthorizerOptions { Endpoint = _endpoint }, new WebhookAuthorizerCounts("webhook"), new ManualTime());

        var result = await authorizer.AuthorizeAsync(question, CancellationToken.None);

        Assert.That((result.IsAllowed, _server.Calls.Count), Is.EqualTo((asked > 1, asked)));
    }

    [Test]
    public async Task A_token_without_audience_is_for_those_who_ask_in_this_apis_name()
    {
        var inner = new AnyToken();
        var authenticator = new AudienceAgnosticAuthenticator(inner, ["api"]);

        Assert.That((await authenticator.AuthenticateAsync("abc", ["vault"], CancellationToken.None)).IsAuthenticated, Is.False);
        Assert.That((await authenticator.AuthenticateAsync("abc", ["vault", "api"], CancellationToken.None)).Audiences, Is.EqualTo(new[] { "api" }));
    }

    private sealed class AnyToken : ITokenAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel) =>
            new(AuthenticationResult.Of(new UserInfo("jane")));
    }

    private WebhookTokenAuthenticator Tokens() => new(_client, new WebhookTokenOptions { Endpoint = _endpoint }, ["api"], _time);

    private WebhookAuthorizer Authorizer(WebhookAuthorizerOptions options) => new(_client, options, new WebhookAuthorizerCounts("webhook"), _time);

    private async Task AnswerAsync(HttpContext http)
    {
        if (_failures.TryDequeue(out var status))
        {
            http.Response.StatusCode = status;
            return;
        }

        if (_gate is not null)
        {
            await _gate.Task;
        }

        await http.Response.WriteAsync(_answer);
    }
}
