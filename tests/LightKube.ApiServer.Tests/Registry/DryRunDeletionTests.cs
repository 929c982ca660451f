using System.Net.Http.Headers;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Registry;

[Parallelizable(ParallelScope.All)]
public sealed class DryRunDeletionTests
{
    private const string Collection = "/api/v1/namespaces/default/pods";
    private const string Options = """{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"dryRun":["All"]}""";

    [TestCase("DELETE", Collection + "/web", Options)]
    [TestCase("DELETE", Collection, Options)]
    [TestCase("DELETE", Collection + "/web?dryRun=All&gracePeriodSeconds=0", "")]
    [TestCase("POST", Collection + "/web/eviction", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"web"},"deleteOptions":""" + Options + "}")]
    public async Task A_dry_run_removes_nothing_wherever_it_is_asked_for(string method, string path, string body)
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var pod = await MakePodAsync(server);

        using var answer = await server.Raw.SendAsync(Request(method, path, body));

        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var kept = await server.InProcess.GetAsync<Pod>(pod.Key, CancellationToken.None);
        Assert.That(kept.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task Only_all_of_it_can_be_dry()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await MakePodAsync(server);

        using var answer = await server.Raw.SendAsync(Request("DELETE", Collection + "/web", Options.Replace("All", "Some", StringComparison.Ordinal)));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
    }

    private static async Task<Pod> MakePodAsync(RunningApiServer server)
    {
        var account = new ServiceAccount();
        (account.Metadata.Namespace, account.Metadata.Name) = ("default", "default");
        await server.InProcess.CreateAsync(account, CancellationToken.None);
        return await server.InProcess.CreateAsync(A.Pod("web").In("default"), CancellationToken.None);
    }

    private static HttpRequestMessage Request(string method, string path, string body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }
}
