using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;

namespace LightKube.Client.Tests.Informers;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class InformerTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly MemoryApi _api = new(TimeProvider.System);
    private readonly RecordedLogs _logs = new();
    private readonly InformerSet _set;

    public InformerTests() => _set = new InformerSet(_api, TimeProvider.System, () => 0.99, _logs);

    public async ValueTask DisposeAsync()
    {
        await _set.DisposeAsync();
        _logs.Dispose();
    }

    private static ObjectKey Key(string name) => new("default", name);

    private Task<Pod> CreateAsync(Pod pod) => _api.CreateAsync(pod.In("default"), Never);

    private async Task<Informer<Pod>> StartAsync(InformerScope? scope = null)
    {
        var informer = _set.Get<Pod>(scope);
        await _set.StartAsync(Never);
        await _set.WaitForSyncAsync(Never);
        return informer;
    }

    private static Task SeesAsync(Informer<Pod> informer, string name, Func<Pod?, bool> fact) =>
        informer.WaitForAsync(Key(name), fact, Never).WaitAsync(TimeSpan.FromSeconds(10));

    [Test]
    public async Task Cache_follows_creations_changes_and_deletions()
    {
        await CreateAsync(A.Pod("old"));
        var informer = await StartAsync();
        var listed = informer.Find(Key("old"));

        await CreateAsync(A.Pod("new"));
        await SeesAsync(informer, "new", pod => pod is not null);
        await _api.PatchAsync(Pod.Schema, Key("new"), Labels("app", "web"), null, Never);
        await SeesAsync(informer, "new", pod => pod?.Metadata.Labels["app"] == "web");
        await _api.DeleteAsync<Pod>(Key("old"), Never);
        await SeesAsync(informer, "old", pod => pod is null);

        Assert.That(listed, Is.Not.Null);
        Assert.That(informer.List().Select(pod => pod.Name), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task Handlers_hear_of_present_objects_as_initial_and_of_changes_with_old_and_new()
    {
        await CreateAsync(A.Pod("a"));
        var heard = new List<string>();
        var informer = _set.Get<Pod>();
        informer.AddHandler((old, current, initial) => heard.Add($"{old?.Name}>{current?.Name}:{initial}"));
        await StartAsync();
        await _api.PatchAsync(Pod.Schema, Key("a"), Labels("app", "web"), null, Never);
        await SeesAsync(informer, "a", pod => pod?.Metadata.Labels.Count == 1);
        await _api.DeleteAsync<Pod>(Key("a"), Never);
        await SeesAsync(informer, "a", pod => pod is null);

        Assert.That(heard, Is.EqualTo(new[] { ">a:True", "a>a:False", "a>:False" }));
    }

    [Test]
    public async Task A_handler_added_late_hears_of_what_is_there()
    {
        await CreateAsync(A.Pod("a"));
        var informer = await StartAsync();
        var heard = new List<string>();

        using (informer.AddHandler((_, current, initial) => heard.Add($"{current?.Name}:{initial}")))
            Assert.That(heard, Is.EqualTo(new[] { "a:True" }));
        await CreateAsync(A.Pod("b"));
        await SeesAsync(informer, "b", pod => pod is not null);

        Assert.That(heard, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_failing_handler_is_logged_and_keeps_nobody_else_from_hearing()
    {
        var informer = await StartAsync();
        var heard = new TaskCompletionSource<string?>();
        informer.AddHandler((_, _, _) => throw new InvalidOperationException("broken handler"));
        informer.AddHandler((_, current, _) => heard.SetResult(current?.Name));

        await CreateAsync(A.Pod("a"));

        // The cache holds it before its handlers are told.
        Assert.That(await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo("a"));
        Assert.That(_logs.Lines(Microsoft.Extensions.Logging.LogLevel.Error), Has.One.Contains("broken handler"));
    }

    [Test]
    public async Task An_expired_watch_lists_again_and_tells_only_the_difference()
    {
        await CreateAsync(A.Pod("kept"));
        await CreateAsync(A.Pod("gone"));
        using var faulty = new FaultyWatches(_api);
        await using var set = new InformerSet(faulty, TimeProvider.System, () => 0.99, _logs);
        var informer = set.Get<Pod>();
        await set.StartAsync(Never);
        await set.WaitForSyncAsync(Never);
        var kept = informer.Find(Key("kept"))!.Map;
        var heard = new List<string>();
        informer.AddHandler((old, current, initial) => heard.Add($"{old?.Name}>{current?.Name}:{initial}"));
        heard.Clear();

        faulty.Break();
        await _api.DeleteAsync<Pod>(Key("gone"), Never);
        await CreateAsync(A.Pod("new"));
        _api.Compact();
        faulty.Mend();
        await SeesAsync(informer, "new", pod => pod is not null);

        Assert.That(heard, Is.EquivalentTo(new[] { ">new:False", "gone>:False" }));
        Assert.That(informer.Find(Key("kept"))!.Map, Is.SameAs(kept));
    }

    [Test]
    public async Task A_watch_that_ends_goes_on_where_it_was()
    {
        var informer = await StartAsync();
        await CreateAsync(A.Pod("a"));
        await SeesAsync(informer, "a", pod => pod is not null);

        _api.EndWatches();
        await CreateAsync(A.Pod("b"));

        await SeesAsync(informer, "b", pod => pod is not null);
    }

    [Test]
    public async Task Lists_by_namespace_and_by_index_follow_changes()
    {
        await CreateAsync(A.Pod("a").On("n1"));
        await CreateAsync(A.Pod("b"));
        var informer = await StartAsync();
        informer.AddIndex("node", static pod => pod.Spec.NodeName.Length > 0 ? [pod.Spec.NodeName] : []);
        var before = informer.ByIndex("node", "n1").Select(pod => pod.Name).ToArray();

        var spec = new Api.Documents.DocMap();
        spec.GetOrAddMap("spec").Set("nodeName", "n2");
        await _api.PatchAsync(Pod.Schema, Key("a"), new Patch(PatchType.Merge, spec), null, Never);
        await SeesAsync(informer, "a", pod => pod?.Spec.NodeName == "n2");

        Assert.That(before, Is.EqualTo(new[] { "a" }));
        Assert.That(informer.ByIndex("node", "n1"), Is.Empty);
        Assert.That(informer.ByIndex("node", "n2").Select(pod => pod.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(informer.List("default").Select(pod => pod.Name), Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(informer.List("other"), Is.Empty);
    }

    [Test]
    public async Task A_kind_has_one_informer_a_scope_and_metadata_is_read_from_the_whole_copy()
    {
        var whole = _set.Get<Pod>();

        Assert.That(_set.Get<Pod>().Untyped, Is.SameAs(whole.Untyped));
        Assert.That(_set.Get(Pod.Schema, new InformerScope { MetadataOnly = true }), Is.SameAs(whole.Untyped));
        Assert.That(_set.Get(Pod.Schema, new InformerScope { FieldSelector = "spec.nodeName=a" }), Is.Not.SameAs(whole.Untyped));
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_metadata_informer_keeps_nothing_else()
    {
        await CreateAsync(A.Pod("a").Labelled("app=web"));
        var informer = await StartAsync(new InformerScope { MetadataOnly = true });

        var kept = informer.Find(Key("a"))!;

        Assert.That(kept.Metadata.Labels["app"], Is.EqualTo("web"));
        Assert.That(kept.Map.Contains("spec"), Is.False);
    }

    [Test]
    public async Task Documents_in_the_cache_cannot_be_changed()
    {
        await CreateAsync(A.Pod("a"));
        var informer = await StartAsync();

        Assert.Throws<InvalidOperationException>(() => informer.Find(Key("a"))!.Spec.NodeName = "elsewhere");
    }

    private static Patch Labels(string key, string value)
    {
        var patch = new Api.Documents.DocMap();
        patch.GetOrAddMap("metadata").GetOrAddMap("labels").Set(key, value);
        return new Patch(PatchType.Merge, patch);
    }
}
