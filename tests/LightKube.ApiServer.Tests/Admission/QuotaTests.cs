using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Quota;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Admission;

public sealed class QuotaTests
{
    private ObjectsInMemory _objects = null!;
    private MemoryApi _api = null!;

    [SetUp]
    public void SetUp()
    {
        _objects = new ObjectsInMemory();
        _api = new MemoryApi(new ManualTime());
    }

    [Test]
    public async Task A_quota_counts_up_and_then_refuses()
    {
        await PutQuotaAsync("""{"hard":{"pods":"2","requests.cpu":"1"}}""");

        await CreateAsync("a", "400m");
        await CreateAsync("b", "400m");

        Assert.That((await QuotaAsync()).Status.Used["requests.cpu"]!.Value.ToString(), Is.EqualTo("800m"));
        Assert.That(
            AdmissionRig.Refusal(() => CreateAsync("c", "100m").GetAwaiter().GetResult()),
            Is.EqualTo("pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2"));
    }

    [Test]
    public async Task A_quota_without_usage_is_counted_at_the_first_write()
    {
        _objects.Put("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"before"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await PutQuotaAsync("""{"hard":{"pods":"2"}}""");

        await CreateAsync("a", "1");

        Assert.That((await QuotaAsync()).Status.Used["pods"]!.Value.Units, Is.EqualTo(2));
        Assert.That(AdmissionRig.Refusal(() => CreateAsync("b", "1").GetAwaiter().GetResult()), Does.Contain("used: pods=2"));
    }

    [Test]
    public async Task Nothing_is_charged_to_one_quota_for_a_pod_that_another_refuses()
    {
        await PutQuotaAsync("""{"hard":{"pods":"5"}}""");
        await PutQuotaAsync("""{"hard":{"requests.cpu":"1"}}""", "z");

        Assert.That(AdmissionRig.Refusal(() => CreateAsync("a", "2").GetAwaiter().GetResult()), Does.Contain("exceeded quota: z"));

        Assert.That((await QuotaAsync()).Status.Used.Count, Is.Zero);
    }

    [Test]
    public async Task Writers_at_the_same_time_take_no_place_twice()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await server.InProcess.CreateAsync(
            ObjectsInMemory.Parse("""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"namespace":"default","name":"q"},"spec":{"hard":{"configmaps":"20"}}}"""), CancellationToken.None);

        var made = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => TryCreateAsync(server.InProcess, i))));

        Assert.That(made.Count(one => one), Is.EqualTo(20));
    }

    private static async Task<bool> TryCreateAsync(IClient client, int i)
    {
        try
        {
            await client.CreateAsync(A.ConfigMap($"m{i}").In("default"), CancellationToken.None);
            return true;
        }
        catch (ApiException e) when (e.IsForbidden)
        {
            return false;
        }
    }

    [Test]
    public async Task A_pod_must_say_what_is_limited()
    {
        await PutQuotaAsync("""{"hard":{"limits.memory":"1Gi"}}""");

        Assert.That(
            AdmissionRig.Refusal(() => CreateAsync("a", "1").GetAwaiter().GetResult()),
            Is.EqualTo("pods \"a\" is forbidden: failed quota: q: must specify limits.memory for: c"));
    }

    [Test]
    public async Task A_scoped_quota_is_about_some_pods_alone()
    {
        await PutQuotaAsync("""{"hard":{"pods":"0"},"scopes":["BestEffort"]}""");

        Assert.That(AdmissionRig.Refusal(() => CreateAsync("a", "1").GetAwaiter().GetResult()), Is.Empty);
        Assert.That(AdmissionRig.Refusal(() => CreateAsync("b", "0").GetAwaiter().GetResult()), Does.Contain("exceeded quota: q"));
    }

    [Test]
    public async Task Any_kind_can_be_counted()
    {
        await PutQuotaAsync("""{"hard":{"count/deployments.apps":"0"}}""");

        Assert.That(
            AdmissionRig.Refusal(() => Plugin().Create("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"web","name":"d"}}""")),
            Does.EndWith("requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0"));
    }

    [TestCase("", "requests.cpu", "insufficient quota to consume: requests.cpu")]
    [TestCase("""{"hard":{"requests.cpu":"1"}}""", "requests.cpu", "")]
    [TestCase("", "memory", "insufficient quota to match these scopes: [{PriorityClass In [vip]}]")]
    [TestCase("""{"hard":{"pods":"1"},"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["vip"]}]}}""", "memory", "")]
    public async Task What_is_limited_is_used_only_where_a_quota_covers_it(string quota, string part, string problem)
    {
        if (quota.Length > 0)
        {
            await PutQuotaAsync(quota);
        }

        var scopes = part == "memory" ? new[] { new LimitedScope("PriorityClass", "In", ["vip"]) } : [];
        var plugin = new ResourceQuotaAdmission(_objects, () => BuiltIn.Kinds, () => _api, TimeProvider.System, [new LimitedResource("", "pods", [part], scopes)]);

        var refusal = AdmissionRig.Refusal(() => plugin.Create("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},
             "spec":{"priorityClassName":"vip","containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1"}}}]}}
            """));

        Assert.That(refusal, problem.Length == 0 ? Is.Empty : Is.EqualTo($"pods \"a\" is forbidden: {problem}"));
    }

    private ResourceQuotaAdmission Plugin() => new(_objects, () => BuiltIn.Kinds, () => _api, TimeProvider.System);

    private async Task CreateAsync(string name, string cpu)
    {
        var pod = ObjectsInMemory.Parse(
            $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"{{name}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"{{cpu}}"} } }]} }""");
        Plugin().Send(AdmissionVerb.Create, pod, null);
        _objects.Put(pod);
        _objects.Put(new Document(ResourceQuota.Schema, (await QuotaAsync()).Map.DeepClone()));
    }

    private async Task PutQuotaAsync(string spec, string name = "q") => _objects.Put((await _api.CreateAsync(
        ObjectsInMemory.Parse($$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"namespace":"web","name":"{{name}}"},"spec":{{spec}} }"""),
        CancellationToken.None)).MutableCopy());

    private Task<ResourceQuota> QuotaAsync() => _api.GetAsync<ResourceQuota>(new Api.Views.ObjectKey("web", "q"), CancellationToken.None);
}
