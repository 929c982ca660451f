using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Webhooks;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Tests.Webhooks;

public sealed class WebhookClientTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly DocMap Question = JsonText.Parse("""{"a":1}""").AsMap!;

    private RecordedLogs _logs = null!;
    private ObjectsInMemory _objects = null!;
    private WebhookClient _client = null!;

    [SetUp]
    public void SetUp()
    {
        _logs = new RecordedLogs();
        _objects = new ObjectsInMemory();
        _client = new WebhookClient(new ServiceAddresses(_objects), TimeProvider.System);
    }

    [TearDown]
    public void TearDown()
    {
        _client.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task A_url_is_posted_to_and_its_answer_read()
    {
        await using var hook = await EchoAsync();
        var endpoint = Endpoint($$"""{"url":"{{hook.Url}}/check?x=y","caBundle":"{{hook.CaBundle}}"}""") with { BearerToken = "secret" };

        var answer = await _client.PostAsync(endpoint.WithTimeoutInQuery(7), Question, Long, CancellationToken.None);

        Assert.That(answer["echo"], Is.EqualTo((Value)Question));
        Assert.That(hook.Calls, Has.Count.EqualTo(1));
        Assert.That((hook.Calls[0].Path, hook.Calls[0].Authorization), Is.EqualTo(("/check?x=y&timeout=7s", "Bearer secret")));
    }

    [Test]
    public async Task A_service_is_reached_through_its_ready_endpoints()
    {
        await using var hook = await EchoAsync();
        PutService(hook.Port);

        var answer = await _client.PostAsync(OfService(hook, 8443), Question, Long, CancellationToken.None);

        Assert.That(answer["echo"], Is.EqualTo((Value)Question));
        Assert.That(hook.Calls[0].Path, Is.EqualTo("/check"));
    }

    [Test]
    public async Task Calls_one_after_the_other_share_a_connection()
    {
        await using var hook = await EchoAsync();
        var endpoint = Endpoint($$"""{"url":"{{hook.Url}}","caBundle":"{{hook.CaBundle}}"}""");

        await _client.PostAsync(endpoint, Question, Long, CancellationToken.None);
        await _client.PostAsync(endpoint with { BearerToken = "other" }, Question, Long, CancellationToken.None);

        Assert.That(hook.Calls.Select(call => call.Connection).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        await using var hook = await EchoAsync();
        await using var other = await EchoAsync();

        Assert.That(
            await FailureAsync(Endpoint($$"""{"url":"{{hook.Url}}/x","caBundle":"{{other.CaBundle}}"}""")),
            Is.EqualTo($"Post \"{hook.Url}/x\": tls: failed to verify certificate: x509: certificate signed by unknown authority"));
        Assert.That(hook.Calls, Is.Empty);
    }

    [Test]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var hook = await EchoAsync();
        var endpoint = Endpoint($$"""{"url":"{{hook.Url}}/x","caBundle":"{{hook.CaBundle}}"}""") with { ServerName = "other.default.svc" };

        Assert.That(
            await FailureAsync(endpoint),
            Does.EndWith("tls: failed to verify certificate: x509: certificate is valid for hook.default.svc, 127.0.0.1, not other.default.svc"));
    }

    [Test]
    public async Task Services_without_endpoints_or_that_port_or_at_all_are_told_apart()
    {
        await using var hook = await EchoAsync();

        Assert.That(
            await FailureAsync(OfService(hook, 8443)), Is.EqualTo("Post \"https://hook.default.svc:8443/check\": service \"hook\" not found"));

        PutService(hook.Port, ready: false);
        Assert.That(await FailureAsync(OfService(hook, 8443)), Does.EndWith(": no endpoints available for service \"hook\""));
        Assert.That(await FailureAsync(OfService(hook, 443)), Does.EndWith(": no service port 443 found for service \"hook\""));
    }

    [Test]
    public async Task Nobody_listening_is_a_refused_connection()
    {
        var hook = await EchoAsync();
        var url = hook.Url;
        var endpoint = Endpoint($$"""{"url":"{{url}}/x","caBundle":"{{hook.CaBundle}}"}""");
        await hook.DisposeAsync();

        Assert.That(await FailureAsync(endpoint), Is.EqualTo($"Post \"{url}/x\": dial tcp 127.0.0.1:{endpoint.Url.Port}: connect: connection refused"));
    }

    [Test]
    public async Task A_slow_answer_is_a_timeout()
    {
        await using var hook = await WebhookServer.StartAsync(_logs, (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        var endpoint = Endpoint($$"""{"url":"{{hook.Url}}/x","caBundle":"{{hook.CaBundle}}"}""").WithTimeoutInQuery(1);

        var failure = await ExceptionAsync(endpoint, TimeSpan.FromMilliseconds(200));

        Assert.That((failure.IsTimeout, failure.Message), Is.EqualTo((true, $"Post \"{hook.Url}/x?timeout=1s\": context deadline exceeded")));
    }

    [TestCase(500, "broken", "an error on the server (\"broken\") has prevented the request from succeeding")]
    [TestCase(404, "", "the server could not find the requested resource")]
    [TestCase(400, """{"kind":"Status","message":"no such version"}""", "no such version")]
    [TestCase(302, "", "the server responded with the status code 302 but did not return more information")]
    [TestCase(200, "what", "couldn't get version/kind; json parse error: broken JSON at line 1, byte 1: 'w' is an invalid start of a value.")]
    public async Task Other_answers_are_errors(int code, string body, string message)
    {
        await using var hook = await WebhookServer.StartAsync(_logs, (_, http) =>
        {
            http.Response.StatusCode = code;
            return http.Response.WriteAsync(body);
        });

        Assert.That(await FailureAsync(Endpoint($$"""{"url":"{{hook.Url}}/x","caBundle":"{{hook.CaBundle}}"}""")), Is.EqualTo(message));
    }

    [Test]
    public async Task An_answer_that_does_not_end_is_cut_off()
    {
        await using var hook = await WebhookServer.StartAsync(_logs, async (_, http) =>
        {
            var block = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(block, http.RequestAborted);
            }
        });

        Assert.That(
            await FailureAsync(Endpoint($$"""{"url":"{{hook.Url}}/x","caBundle":"{{hook.CaBundle}}"}""")),
            Is.EqualTo("the webhook's answer is larger than 3145728 bytes"));
    }

    [TestCase("""{"caBundle":""}""", "webhook configuration must have either service or URL")]
    [TestCase("""{"url":"https://x","caBundle":"!"}""", "unable to load root certificates: unable to parse bytes as PEM block")]
    public void A_client_configuration_that_makes_no_sense_is_refused(string config, string message) =>
        Assert.That(() => Endpoint(config), Throws.TypeOf<WebhookException>().With.Message.EqualTo(message));

    [Test]
    public async Task A_ca_bundle_without_certificates_is_refused() =>
        Assert.That(
            await FailureAsync(Endpoint("""{"url":"https://127.0.0.1:1","caBundle":"aGVsbG8="}""")),
            Is.EqualTo("unable to load root certificates: unable to parse bytes as PEM block"));

    private Task<WebhookServer> EchoAsync() => WebhookServer.StartAsync(_logs, question =>
    {
        var answer = new DocMap();
        answer.Set("echo", question);
        return answer;
    });

    private void PutService(int port, bool ready = true)
    {
        _objects.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"namespace":"default","name":"hook"},"spec":{"ports":[{"port":8443,"targetPort":1}]}}""");
        _objects.Put(
            $$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"namespace":"default","name":"hook-a","labels":{"kubernetes.io/service-name":"hook"} },
             "addressType":"IPv4","ports":[{"name":"","port":{{port}} }],"endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":{{(ready ? "true" : "false")}} } }]}
            """);
    }

    private static WebhookEndpoint OfService(WebhookServer hook, int port) =>
        Endpoint($$"""{"service":{"namespace":"default","name":"hook","port":{{port}},"path":"check"},"caBundle":"{{hook.CaBundle}}"}""");

    private static WebhookEndpoint Endpoint(string clientConfig) => WebhookEndpoint.From(JsonText.Parse(clientConfig).AsMap!);

    private async Task<string> FailureAsync(WebhookEndpoint endpoint) => (await ExceptionAsync(endpoint, Long)).Message;

    private async Task<WebhookException> ExceptionAsync(WebhookEndpoint endpoint, TimeSpan timeout)
    {
        try
        {
            var answer = await _client.PostAsync(endpoint, Question, timeout, CancellationToken.None);
            throw new AssertionException($"there was an answer: {answer}");
        }
        catch (WebhookException e)
        {
            return e;
        }
    }
}
