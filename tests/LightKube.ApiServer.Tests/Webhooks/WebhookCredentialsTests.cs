using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.ApiServer.Tests.Webhooks;

[Parallelizable(ParallelScope.All)]
public sealed class WebhookCredentialsTests
{
    private static readonly WebhookCredentials Credentials = new(new KubeconfigFile
    {
        CurrentContext = "c",
        Contexts = new Dictionary<string, KubeconfigContext> { ["c"] = new("cluster", "current") },
        Users = new Dictionary<string, KubeconfigUser>
        {
            ["hook.default.svc"] = new() { Token = "exact" },
            ["hook.default.svc:8443"] = new() { Token = "port" },
            ["*.web.svc"] = new() { Token = "namespace" },
            ["*.example.com"] = new() { Token = "domain" },
            ["current"] = new() { Token = "current" },
        },
    });

    [TestCase("""{"service":{"namespace":"default","name":"hook"}}""", ExpectedResult = "exact")]
    [TestCase("""{"service":{"namespace":"default","name":"hook","port":8443}}""", ExpectedResult = "port")]
    [TestCase("""{"service":{"namespace":"default","name":"hook","port":9443}}""", ExpectedResult = "current")]
    [TestCase("""{"service":{"namespace":"web","name":"any"}}""", ExpectedResult = "namespace")]
    [TestCase("""{"url":"https://a.b.example.com/path"}""", ExpectedResult = "domain")]
    [TestCase("""{"url":"https://example.org"}""", ExpectedResult = "current")]
    public string A_webhook_is_called_as_the_user_with_its_name(string clientConfig) =>
        Credentials.Of(WebhookEndpoint.From(Api.Json.JsonText.Parse(clientConfig).AsMap!)).BearerToken;

    [Test]
    public void Nobody_is_called_with_credentials_that_were_not_given() => Assert.That(
        WebhookCredentials.None.Of(WebhookEndpoint.From(Api.Json.JsonText.Parse("""{"url":"https://example.org"}""").AsMap!)).BearerToken, Is.Empty);
}
