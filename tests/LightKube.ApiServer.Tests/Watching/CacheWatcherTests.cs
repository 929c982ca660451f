using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.Watching;
using LightKube.Store;
using LightKube.Testing.Logging;

namespace LightKube.ApiServer.Tests.Watching;

internal sealed class CacheWatcherTests
{
    private KeyValueStore _store = null!;

    [SetUp]
    public void Start() => _store = KeyValueStore.InMemory(new StoreOptions(), TimeProvider.System, new RecordedLogs().CreateLogger("store"));

    [TearDown]
    public ValueTask StopAsync() => _store.DisposeAsync();

    [Test]
    public async Task What_happened_before_the_cache_was_there_comes_from_the_history()
    {
        var first = await WriteAsync("a");
        await WriteAsync("b");
        await WriteAsync("c");

        Assert.That(await ReadAsync(first), Is.EqualTo(new[] { "default/b", "default/c" }));
    }

    [Test]
    public async Task A_reader_from_before_the_history_is_told_to_list_again()
    {
        var first = await WriteAsync("a");
        await WriteAsync("b");
        var last = await WriteAsync("c");
        await _store.CompactAsync(last);

        Assert.That(
            async () => await ReadAsync(first),
            Throws.TypeOf<ApiException>().With.Property(nameof(ApiException.IsGone)).True.And.Message.EqualTo($"too old resource version: {first} ({last})"));
    }

    private async Task<string[]> ReadAsync(long after)
    {
        using var caches = new WatchCache(_store, [ConfigMap.Schema], TimeProvider.System);
        await caches.LoadAsync(() => [], CancellationToken.None);
        await using var watcher = new CacheWatcher(caches, caches.Of(ConfigMap.Schema), _store, after);
        var events = new CacheEvent[10];
        return events[..await watcher.ReadAsync(events, CancellationToken.None)].Select(change => change.Current.Key).ToArray();
    }

    private async Task<long> WriteAsync(string name)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"}}""");
        return (await _store.WriteAsync(Write.Create($"/configmaps/default/{name}", json))).Revision;
    }
}
