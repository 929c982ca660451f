using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Controllers.Garbage;
using LightKube.Controllers.Kinds;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.Garbage;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GarbageCollectorTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly MemoryApi _api = new(TimeProvider.System);
    private readonly RecordedLogs _logs = new();
    private readonly InformerSet _informers;
    private readonly GarbageCollector _collector;
    private readonly Eventually _eventually;

    public GarbageCollectorTests()
    {
        _informers = new InformerSet(_api, TimeProvider.System, () => 0.5, _logs);
        _collector = new GarbageCollector(_api, _informers, new BuiltInKinds(), TimeProvider.System, () => 0.5, _logs.CreateLogger("gc"));
        _eventually = new Eventually(_api, () => _logs.Lines(Microsoft.Extensions.Logging.LogLevel.Warning));
    }

    [SetUp]
    public async Task StartAsync()
    {
        await _collector.StartAsync(Never);
        await _informers.StartAsync(Never);
        await _informers.WaitForSyncAsync(Never);
    }

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _informers.DisposeAsync();
        _logs.Dispose();
    }

    private Task<ConfigMap> CreateAsync(ConfigMap map, string @namespace = "default") => _api.CreateAsync(map.In(@namespace), Never);

    private Task DeleteAsync(string name, string policy) =>
        _api.DeleteAsync<ConfigMap>(new ObjectKey("default", name), Never, new DeleteQuery { PropagationPolicy = policy });

    private Task<IReadOnlyList<ConfigMap>> NamesAreAsync(params string[] names) =>
        _eventually.HoldsForAllAsync<ConfigMap>(maps => Assert.That(maps.Select(map => map.Name), Is.EquivalentTo(names)));

    [Test]
    public async Task Dependents_follow_their_owner_down_to_the_last()
    {
        var owner = await CreateAsync(A.ConfigMap("owner"));
        var child = await CreateAsync(A.ConfigMap("child").OwnedBy(owner));
        await CreateAsync(A.ConfigMap("grandchild").OwnedBy(child));
        await CreateAsync(A.ConfigMap("stranger"));

        await DeleteAsync("owner", "Background");

        await NamesAreAsync("stranger");
    }

    [Test]
    public async Task An_object_whose_owner_never_was_is_deleted()
    {
        await CreateAsync(A.ConfigMap("late").OwnedBy(A.ConfigMap("never").WithUid("no-such-uid")));

        await NamesAreAsync();
    }

    [Test]
    public async Task An_owner_in_another_namespace_is_no_owner()
    {
        var elsewhere = await CreateAsync(A.ConfigMap("owner"), "elsewhere");
        await CreateAsync(A.ConfigMap("child").OwnedBy(elsewhere));

        await NamesAreAsync("owner");
    }

    [Test]
    public async Task An_object_with_another_owner_stays_and_forgets_the_one_that_went()
    {
        var (one, two) = (await CreateAsync(A.ConfigMap("one")), await CreateAsync(A.ConfigMap("two")));
        await CreateAsync(A.ConfigMap("child").OwnedBy(one, controller: false).OwnedBy(two, controller: false));

        await DeleteAsync("one", "Background");

        await _eventually.HoldsAsync<ConfigMap>(new ObjectKey("default", "child"), map =>
            Assert.That(map.Metadata.OwnerReferences.Select(reference => reference.Name), Is.EqualTo(new[] { "two" })));
    }

    [Test]
    public async Task In_the_foreground_the_owner_goes_after_the_dependents_that_block_it()
    {
        var owner = await CreateAsync(A.ConfigMap("owner"));
        await CreateAsync(A.ConfigMap("blocking").OwnedBy(owner, blocks: true).Finalized("example.com/hold"));
        await CreateAsync(A.ConfigMap("free").OwnedBy(owner, controller: false));

        await DeleteAsync("owner", "Foreground");
        await NamesAreAsync("owner", "blocking");
        var blocking = await _eventually.HoldsAsync<ConfigMap>(
            new ObjectKey("default", "blocking"), map => Assert.That(map.Metadata.DeletionTimestamp, Is.Not.Null));
        var released = blocking.MutableCopy();
        released.Metadata.Finalizers.Clear();
        await _api.UpdateAsync(released, Never);

        await NamesAreAsync();
    }

    [Test]
    public async Task In_the_foreground_a_chain_goes_from_its_end()
    {
        var owner = await CreateAsync(A.ConfigMap("owner"));
        var child = await CreateAsync(A.ConfigMap("child").OwnedBy(owner, blocks: true));
        await CreateAsync(A.ConfigMap("grandchild").OwnedBy(child, blocks: true).Finalized("example.com/hold"));

        await DeleteAsync("owner", "Foreground");

        await _eventually.HoldsForAllAsync<ConfigMap>(maps =>
        {
            Assert.That(maps, Has.Count.EqualTo(3));
            Assert.That(maps.All(map => map.Metadata.DeletionTimestamp is not null));
        });
    }

    [Test]
    public async Task Orphaned_dependents_stay_and_have_no_owner()
    {
        var owner = await CreateAsync(A.ConfigMap("owner"));
        await CreateAsync(A.ConfigMap("child").OwnedBy(owner));

        await DeleteAsync("owner", "Orphan");

        await NamesAreAsync("child");
        await _eventually.HoldsAsync<ConfigMap>(new ObjectKey("default", "child"), map => Assert.That(map.Metadata.OwnerReferences, Is.Empty));
    }

    [Test]
    public async Task A_reference_to_a_kind_that_is_not_served_deletes_nothing()
    {
        var odd = A.ConfigMap("odd");
        odd.Metadata.OwnerReferences.Add(new Api.Meta.V1.OwnerReference { ApiVersion = "example.com/v1", Kind = "Thing", Name = "x", Uid = "u" });
        await CreateAsync(odd);
        await CreateAsync(A.ConfigMap("marker").OwnedBy(A.ConfigMap("never").WithUid("no-such-uid")));

        await NamesAreAsync("odd");
    }
}
