using System.Net.Http.Headers;
using System.Text;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Subresources;

/// <summary>Bindings, evictions and deletions as clients send them.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class PodActionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private RunningApiServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await RunningApiServer.StartAsync(new RecordedLogs());
        await SendAsync("POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""", 201);
        await SendAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n1"}}""", 201);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("", 201)]
    [TestCase("\"uid\":\"UID\",", 201)]
    [TestCase("\"uid\":\"another\",", 409)]
    [TestCase("\"resourceVersion\":\"1\",", 409)]
    public async Task A_binding_may_say_which_pod_is_meant(string metadata, int status)
    {
        var (name, uid) = await MakePodAsync("\"app\":\"none\"");

        await SendAsync(
            "POST", $"{Pods}/{name}/binding",
            $$"""{"metadata":{ {{metadata.Replace("UID", uid, StringComparison.Ordinal)}}"name":"{{name}}"},"target":{"kind":"Node","name":"n1"} }""", status);
    }

    [TestCase("ready", "True", "", 0, 429)]
    [TestCase("unready", "False", "", 0, 429)]
    [TestCase("healthy", "False", "", 1, 201)]
    [TestCase("always", "False", "\"unhealthyPodEvictionPolicy\":\"AlwaysAllow\",", 0, 201)]
    [TestCase("never", "True", "\"unhealthyPodEvictionPolicy\":\"AlwaysAllow\",", 1, 429)]
    public async Task A_pod_that_serves_nobody_need_not_ask_its_budget(string app, string ready, string policy, int healthy, int status)
    {
        var (name, _) = await MakePodAsync($"\"app\":\"{app}\"");
        await PatchAsync($"{Pods}/{name}/status", $$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{ready}}"}]} }""");
        await SendAsync("POST", Budgets, $$"""{"metadata":{"name":"{{app}}"},"spec":{ {{policy}}"minAvailable":1,"selector":{"matchLabels":{"app":"{{app}}"} } } }""", 201);
        await PatchAsync($"{Budgets}/{app}/status", $$"""{"status":{"observedGeneration":1,"currentHealthy":{{healthy}},"desiredHealthy":1,"expectedPods":1,"disruptionsAllowed":0} }""");

        await SendAsync("POST", $"{Pods}/{name}/eviction", $$"""{"metadata":{"name":"{{name}}"} }""", status);
    }

    [Test]
    public async Task An_eviction_names_its_pod()
    {
        var (name, _) = await MakePodAsync("\"app\":\"none\"");

        await SendAsync("POST", $"{Pods}/{name}/eviction", """{"metadata":{"name":"another"}}""", 400);
    }

    [TestCase("?gracePeriodSeconds=9223372036854775807", "", 200)]
    [TestCase("", """{"gracePeriodSeconds":9223372036854775807}""", 200)]
    [TestCase("?propagationPolicy=Sometimes", "", 400)]
    [TestCase("?propagationPolicy=Orphan&orphanDependents=true", "", 400)]
    public async Task Options_of_a_deletion_are_checked(string query, string body, int status)
    {
        var (name, _) = await MakePodAsync("\"app\":\"none\"", "\"nodeName\":\"n1\",");

        await SendAsync("DELETE", $"{Pods}/{name}{query}", body, status);
    }

    [Test]
    public async Task What_a_collection_held_is_answered_when_it_is_deleted()
    {
        const string Maps = "/api/v1/namespaces/default/configmaps";
        await SendAsync("POST", Maps, """{"metadata":{"name":"one","labels":{"go":"1"}}}""", 201);
        await SendAsync("POST", Maps, """{"metadata":{"name":"two","labels":{"go":"1"}}}""", 201);

        var answer = await SendAsync("DELETE", Maps + "?labelSelector=go=1", "", 200);

        Assert.That(answer, Does.StartWith("""{"kind":"ConfigMapList","apiVersion":"v1",""").And.Contain("\"name\":\"one\"").And.Contain("\"name\":\"two\""));
        Assert.That(await SendAsync("GET", Maps + "?labelSelector=go=1", "", 200), Does.EndWith("\"items\":[]}"));
    }

    [TestCase("application/json-patch+json")]
    [TestCase("application/apply-patch+cbor")]
    public async Task A_patch_creates_nothing(string contentType) =>
        await SendAsync("POST", Pods, """{"metadata":{"name":"patched"}}""", 415, contentType);

    private async Task<(string Name, string Uid)> MakePodAsync(string label, string spec = "")
    {
        var name = $"p-{Guid.NewGuid():N}";
        var made = await SendAsync(
            "POST", Pods, $$"""{"metadata":{"name":"{{name}}","labels":{ {{label}} } },"spec":{ {{spec}}"containers":[{"name":"c","image":"i"}]} }""", 201);
        const string Uid = "\"uid\":\"";
        return (name, made.Substring(made.IndexOf(Uid, StringComparison.Ordinal) + Uid.Length, 36));
    }

    private async Task PatchAsync(string path, string body) => await SendAsync("PATCH", path, body, 200, "application/merge-patch+json");

    private async Task<string> SendAsync(string method, string path, string body, int status, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        using var answer = await _server.Raw.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
        return text;
    }
}
