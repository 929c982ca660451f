using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Images;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Webhooks;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Admission.Images;

public sealed class ImagePolicyWebhookTests
{
    private readonly RecordedLogs _logs = new();
    private readonly FakeTimeProvider _clock = new();
    private WebhookClient _client = null!;
    private WebhookServer _hook = null!;
    private string _answer = "";

    [SetUp]
    public async Task StartAsync()
    {
        _client = new WebhookClient(new ServiceAddresses(new ObjectsInMemory()), _clock);
        _hook = await WebhookServer.StartAsync(_logs, body =>
        {
            body.Set("status", JsonText.Parse(_answer));
            return body;
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _hook.DisposeAsync();
        _logs.Dispose();
    }

    private ImagePolicyWebhook Plugin(string url, bool allowsOnFailure = false) => new(
        _client,
        new ImagePolicyConfiguration
        {
            Endpoint = new WebhookEndpoint { Url = new Uri(url), Authorities = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(_hook.CaBundle)) },
            RetryDelay = TimeSpan.Zero,
            AllowsOnFailure = allowsOnFailure,
        },
        _clock);

    private static Document Pod() => ObjectsInMemory.Parse("""
        {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a","annotations":{"my.image-policy.k8s.io/ticket":"1","other":"2"}},
         "spec":{"initContainers":[{"name":"i","image":"first"}],"containers":[{"name":"c","image":"second"}]}}
        """);

    private static string Refusal(ImagePolicyWebhook plugin) => AdmissionRig.Refusal(() => plugin.Send(AdmissionVerb.Create, Pod(), null));

    [Test]
    public void Images_are_asked_about_and_the_answer_counts_for_a_while()
    {
        _answer = """{"allowed":true}""";
        var plugin = Plugin(_hook.Url);

        Assert.That((Refusal(plugin), Refusal(plugin)), Is.EqualTo(("", "")));
        Assert.That(_hook.Calls.Single().Body["spec"].ToString(), Is.EqualTo(
            """{"containers":[{"image":"second"},{"image":"first"}],"annotations":{"my.image-policy.k8s.io/ticket":"1"},"namespace":"web"}"""));

        _clock.Advance(TimeSpan.FromMinutes(5));
        _answer = """{"allowed":false,"reason":"not signed"}""";
        Assert.That(Refusal(plugin), Is.EqualTo("pods \"a\" is forbidden: image policy webhook backend denied one or more images: not signed"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void What_happens_while_nobody_answers_is_configured(bool allows) =>
        Assert.That(Refusal(Plugin("https://127.0.0.1:1", allows)), allows ? Is.Empty : Does.StartWith("pods \"a\" is forbidden: Post \"https://127.0.0.1:1"));
}
