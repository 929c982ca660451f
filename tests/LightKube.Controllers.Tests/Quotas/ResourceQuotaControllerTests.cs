using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Controllers.Kinds;
using LightKube.Controllers.Quotas;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Quotas;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ResourceQuotaControllerTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ObjectKey Key = new("default", "q");

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryApi _api;
    private readonly RecordedLogs _logs = new();
    private readonly InformerSet _informers;
    private readonly ResourceQuotaController _controller;
    private readonly Eventually _eventually;

    public ResourceQuotaControllerTests()
    {
        _api = new MemoryApi(_time);
        _informers = new InformerSet(_api, _time, () => 0.5, _logs);
        var client = new CachedClient(_api, _informers, _time, _logs.CreateLogger("client"));
        _controller = new ResourceQuotaController(client, _informers, new BuiltInKinds(), _time, () => 0.5, _logs.CreateLogger("quota"));
        _eventually = new Eventually(_api, () => _logs.Lines(Microsoft.Extensions.Logging.LogLevel.Warning));
    }

    [SetUp]
    public async Task StartAsync()
    {
        await _controller.StartAsync(Never);
        await _informers.StartAsync(Never);
        await _informers.WaitForSyncAsync(Never);
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        await _informers.DisposeAsync();
        _logs.Dispose();
    }

    [Test]
    public async Task A_new_quota_counts_what_is_there()
    {
        await CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"a"},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"300m"}}}]}}""");
        await CreateAsync("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"default","name":"d"}}""");
        await CreateAsync("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"other","name":"m"}}""");

        await PutQuotaAsync("""{"hard":{"pods":"5","requests.cpu":"1","count/deployments.apps":"2","configmaps":"1"}}""");

        await UsedIsAsync(("pods", "1"), ("requests.cpu", "300m"), ("count/deployments.apps", "1"), ("configmaps", "0"));
    }

    [Test]
    public async Task What_is_gone_or_has_ended_gives_its_place_back()
    {
        await CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"a"},"spec":{"containers":[{"name":"c"}]}}""");
        await CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"b"},"spec":{"containers":[{"name":"c"}]}}""");
        await CreateAsync("""{"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"default","name":"s"}}""");
        await PutQuotaAsync("""{"hard":{"pods":"5","secrets":"5"}}""");
        await UsedIsAsync(("pods", "2"), ("secrets", "1"));

        await _api.DeleteAsync<Secret>(new ObjectKey("default", "s"), Never);
        await UsedIsAsync(("pods", "2"), ("secrets", "0"));

        await new ObjectWriter(_api).UpdateAsync<Pod>(new ObjectKey("default", "a"), pod => pod.Status.Phase = "Succeeded");
        await UsedIsAsync(("pods", "1"), ("secrets", "0"));

        await _api.DeleteAsync<Pod>(new ObjectKey("default", "b"), Never, new DeleteQuery { GracePeriodSeconds = 0 });
        await UsedIsAsync(("pods", "0"), ("secrets", "0"));
    }

    [Test]
    public async Task A_changed_limit_is_taken_over()
    {
        await PutQuotaAsync("""{"hard":{"pods":"5"}}""");
        await UsedIsAsync(("pods", "0"));

        await new ObjectWriter(_api).UpdateAsync<ResourceQuota>(Key, quota => quota.Spec.Map.Set("hard", JsonText.Parse("""{"services":"3"}""")));

        await UsedIsAsync(("services", "0"));
        await _eventually.HoldsAsync<ResourceQuota>(Key, quota => Assert.That(quota.Status.Hard["services"]!.Value.Units, Is.EqualTo(3)));
    }

    [Test]
    public async Task A_charge_for_a_write_that_failed_is_taken_back()
    {
        await PutQuotaAsync("""{"hard":{"pods":"5"}}""");
        await UsedIsAsync(("pods", "0"));

        await new ObjectWriter(_api).UpdateAsync<ResourceQuota>(Key, quota => quota.Status.Used["pods"] = Api.Quantities.Quantity.FromUnits(1));

        await UsedIsAsync(("pods", "0"));
    }

    private Task<Document> CreateAsync(string json)
    {
        var root = JsonText.Parse(json).AsMap!;
        return _api.CreateAsync(new Document(BuiltIn.Kind(root.GetString("apiVersion")!, root.GetString("kind")!), root), Never);
    }

    private Task<Document> PutQuotaAsync(string spec) =>
        CreateAsync($$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"namespace":"default","name":"q"},"spec":{{spec}} }""");

    // The clock goes on: a count may have come before the object was in the cache, and the next one comes after a while.
    private async Task UsedIsAsync(params (string Name, string Amount)[] expected)
    {
        await using var advancing = new Timer(_ => _time.Advance(QuotaLimits.AfterCharge), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        await _eventually.HoldsAsync<ResourceQuota>(Key, quota => Assert.That(
            quota.Status.Used.Select(pair => (pair.Key, quota.Status.Used[pair.Key].ToString())), Is.EquivalentTo(expected)));
    }
}
