using System.Net;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.FlowControl.V1;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.FlowControl;

/// <summary>Priority and fairness as clients see it, on a whole API server.</summary>
public sealed class FlowControlTests
{
    private const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1";

    private RunningApiServer _server = null!;
    private HttpClient _admin = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await RunningApiServer.StartAsync(new RecordedLogs());
        _admin = _server.NewHttpClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Every_cluster_has_Kubernetes_own_flows_and_levels()
    {
        var schemas = await NamesAsync("flowschemas");
        var levels = await NamesAsync("prioritylevelconfigurations");

        Assert.Multiple(() =>
        {
            Assert.That(schemas, Is.EquivalentTo(new[]
            {
                "exempt", "probes", "system-leader-election", "system-node-high", "system-nodes", "kube-controller-manager", "kube-scheduler",
                "kube-system-service-accounts", "service-accounts", "global-default", "catch-all",
            }));
            Assert.That(levels, Is.EquivalentTo(new[] { "exempt", "catch-all", "system", "node-high", "leader-election", "workload-high", "workload-low", "global-default" }));
        });
    }

    [TestCase("O=system:masters,CN=admin", "/api/v1/namespaces", "exempt", "exempt")]
    [TestCase("O=system:nodes,CN=system:node:a", "/api/v1/nodes/a", "system-node-high", "node-high")]
    [TestCase("O=system:nodes,CN=system:node:a", "/api/v1/pods", "system-nodes", "system")]
    [TestCase("CN=system:kube-scheduler", "/api/v1/pods", "kube-scheduler", "workload-high")]
    [TestCase("CN=somebody", "/api/v1/pods", "global-default", "global-default")]
    [TestCase("CN=somebody", "/healthz", "probes", "exempt")]
    public async Task Requests_are_told_their_flow_and_level(string who, string path, string schema, string level)
    {
        using var client = _server.NewHttpClient(who);

        using var answer = await client.GetAsync(path);

        Assert.Multiple(async () =>
        {
            Assert.That(answer.Headers.GetValues("X-Kubernetes-PF-FlowSchema-UID"), Is.EqualTo(new[] { await UidAsync($"flowschemas/{schema}") }));
            Assert.That(answer.Headers.GetValues("X-Kubernetes-PF-PriorityLevel-UID"), Is.EqualTo(new[] { await UidAsync($"prioritylevelconfigurations/{level}") }));
        });
    }

    [Test]
    public async Task A_flow_of_ones_own_takes_precedence_and_its_level_refuses_what_is_too_much()
    {
        await PostAsync("prioritylevelconfigurations", """{"metadata":{"name":"narrow"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,"borrowingLimitPercent":0,"limitResponse":{"type":"Reject"}}}}""");
        await PostAsync("flowschemas", """{"metadata":{"name":"narrow"},"spec":{"matchingPrecedence":10,"priorityLevelConfiguration":{"name":"narrow"},"rules":[{"subjects":[{"kind":"User","user":{"name":"busy"}}],"nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}]}]}}""");
        using var busy = _server.NewHttpClient("CN=busy");
        using var once = await busy.GetAsync("/version");
        Assert.That(once.Headers.GetValues("X-Kubernetes-PF-FlowSchema-UID"), Is.EqualTo(new[] { await UidAsync("flowschemas/narrow") }));

        // Bodies that do not come hold the level's three seats.
        using var stop = new CancellationTokenSource();
        using var held = _server.NewHttpClient("CN=busy", HttpVersion.Version20);
        using var slow = new SlowBodies(stop.Token);
        HttpResponseMessage refused;
        do
        {
            slow.Send(held, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
            refused = await busy.GetAsync("/version");
        }
        while (refused.StatusCode == HttpStatusCode.OK && slow.Count < 50);
        var metrics = await _admin.GetStringAsync("/metrics");
        var levels = (await _admin.GetStringAsync("/debug/api_priority_and_fairness/dump_priority_levels")).Split('\n');
        await stop.CancelAsync();

        Assert.Multiple(() =>
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(metrics, Does.Match("""apiserver_flowcontrol_rejected_requests_total\{priority_level="narrow",flow_schema="narrow",reason="concurrency-limit"} [1-9]"""));
            Assert.That(levels[0], Is.EqualTo("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests"));
            Assert.That(levels, Has.Some.Match("^narrow, +0, +false, +false, +0, +[1-9][0-9]*, +[1-9][0-9]*, +[1-9][0-9]*, +0, +0$"));
            Assert.That(metrics, Does.Match("""apiserver_flowcontrol_current_executing_requests\{priority_level="narrow",flow_schema="narrow"} [1-9]"""));
            Assert.That(metrics, Does.Match("""apiserver_flowcontrol_request_wait_duration_seconds_bucket\{priority_level="exempt",flow_schema="exempt",execute="true",le="0"} [1-9]"""));
        });
    }

    [Test]
    public async Task A_schema_tells_that_its_level_is_missing()
    {
        await PostAsync("flowschemas", """{"metadata":{"name":"lost"},"spec":{"matchingPrecedence":9000,"priorityLevelConfiguration":{"name":"none"}}}""");

        await Eventually().HoldsAsync<FlowSchema>(
            new ObjectKey("", "lost"), schema => Assert.That(schema.Status.Conditions.Single().Status, Is.EqualTo("True")));
    }

    [Test]
    public async Task Mandatory_objects_come_back_and_suggested_ones_are_the_administrators_if_he_says_so()
    {
        await PatchAsync("flowschemas/catch-all", """{"spec":{"matchingPrecedence":5}}""");
        await PatchAsync("flowschemas/global-default", """{"metadata":{"annotations":{"apf.kubernetes.io/autoupdate-spec":"false"}},"spec":{"matchingPrecedence":9800}}""");

        await Eventually().HoldsAsync<FlowSchema>(new ObjectKey("", "catch-all"), schema => Assert.That(schema.Spec.MatchingPrecedence, Is.EqualTo(10000)));
        Assert.That((await GetAsync("flowschemas/global-default")).GetMap("spec")!["matchingPrecedence"].AsInt, Is.EqualTo(9800));
    }

    private Eventually Eventually() => new(_server.InProcess, () => []);

    private async Task<List<string>> NamesAsync(string plural) =>
        [.. (await GetAsync(plural)).GetList("items")!.Items.ToArray().Select(item => item.AsMap!.GetMap("metadata")!.GetString("name")!).Where(name => name is not ("narrow" or "lost"))];

    private async Task<string> UidAsync(string path) => (await GetAsync(path)).GetMap("metadata")!.GetString("uid")!;

    private async Task<DocMap> GetAsync(string path) => JsonText.Parse(await _admin.GetStringAsync($"{Group}/{path}")).AsMap!;

    private async Task PostAsync(string plural, string json) =>
        (await _admin.PostAsync($"{Group}/{plural}", new StringContent(json, Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();

    private async Task PatchAsync(string path, string json) =>
        (await _admin.PatchAsync($"{Group}/{path}", new StringContent(json, Encoding.UTF8, "application/merge-patch+json"))).EnsureSuccessStatusCode();

    /// <summary>Posts whose bodies begin and do not go on.</summary>
    private sealed class SlowBodies(CancellationToken stop) : IDisposable
    {
        private readonly List<Task> _sent = [];

        public int Count => _sent.Count;

        public void Send(HttpClient client, string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, Content = new SlowContent(stop) };
            _sent.Add(client.SendAsync(request, stop));
        }

        public void Dispose() => Task.WhenAll(_sent).ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
    }

    private sealed class SlowContent(CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray(), stop);
            await stream.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
