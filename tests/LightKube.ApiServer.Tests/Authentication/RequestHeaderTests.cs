using System.Net;
using LightKube.Api.Json;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Authentication;

[Parallelizable(ParallelScope.All)]
public sealed class RequestHeaderTests
{
    private const string Question = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";
    private const string Path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    [Test]
    public async Task The_front_proxy_speaks_for_users()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        using var proxy = server.Http(server.FrontProxy.Issue("CN=front-proxy-client"));
        proxy.DefaultRequestHeaders.Add("X-Remote-User", "jane");
        proxy.DefaultRequestHeaders.Add("X-Remote-Uid", "42");
        proxy.DefaultRequestHeaders.Add("X-Remote-Group", "devs");
        proxy.DefaultRequestHeaders.Add("X-Remote-Extra-Acme.com%2Fteam", "blue");

        var answer = await AskAsync(proxy);

        var user = JsonText.Parse(await answer.Content.ReadAsStringAsync()).AsMap!.GetMap("status")!.GetMap("userInfo")!;
        Assert.That(user.ToString(), Is.EqualTo(
            """{"username":"jane","uid":"42","groups":["devs","system:authenticated"],"extra":{"acme.com/team":["blue"]}}"""));
    }

    [Test]
    public async Task Others_of_its_authority_do_not()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        using var proxy = server.Http(server.FrontProxy.Issue("CN=another"));
        proxy.DefaultRequestHeaders.Add("X-Remote-User", "jane");

        Assert.That((await AskAsync(proxy)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_headers_of_others_mean_nothing()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        using var bob = server.NewHttpClient("CN=bob");
        bob.DefaultRequestHeaders.Add("X-Remote-User", "jane");

        var answer = await AskAsync(bob);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"username\":\"bob\""));
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client) =>
        client.PostAsync(Path, new StringContent(Question, System.Text.Encoding.UTF8, "application/json"));
}
