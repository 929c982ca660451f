using System.Collections.Frozen;
using LightKube.Api.Schemas;
using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>The caches of all stored kinds, kept in step with the store by its writer.</summary>
public sealed class WatchCache : IStoreObserver, IDisposable
{
    /// <summary>How often rings let go of old events.</summary>
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(15);

    private readonly IStore _store;
    private readonly FrozenDictionary<string, ResourceCache> _byPrefix;
    private readonly FrozenDictionary<string, ResourceCache>.AlternateLookup<ReadOnlySpan<char>> _byPrefixSpan;
    private readonly List<StoreEvent> _early = [];
    private readonly Lock _loading = new();
    private readonly ITimer _trim;
    private IStoreRegistration? _registration;
    private bool _loaded;
    private long _revision;

    public WatchCache(IStore store, IEnumerable<KindSchema> kinds, TimeProvider time)
    {
        _store = store;
        _byPrefix = kinds.Select(kind => new ResourceCache(kind, time)).ToFrozenDictionary(cache => cache.KeyPrefix, StringComparer.Ordinal);
        _byPrefixSpan = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        _trim = time.CreateTimer(_ => Trim(), null, TrimInterval, TrimInterval);
    }

    /// <summary>Every commit up to this revision is in the caches.</summary>
    public long Revision => Volatile.Read(ref _revision);

    public IEnumerable<ResourceCache> All => _byPrefix.Values;

    /// <summary>Tells what a commit changed of one kind, on the store's writer's thread, before the writers are answered. For indexes that must never lag.</summary>
    public event Action<ResourceCache, IReadOnlyList<CacheEvent>>? Changed;

    public ResourceCache Of(KindSchema schema) => _byPrefix[ResourceCache.PrefixOf(schema)];

    /// <summary>Reads everything once and follows the store from there.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        _registration = _store.Observe(this);
        var revision = _registration.Revision;
        foreach (var cache in _byPrefix.Values)
        {
            cache.Load(await ReadAllAsync(cache.KeyPrefix, revision, cancel), revision);
        }

        lock (_loading)
        {
            _loaded = true;
            Volatile.Write(ref _revision, revision);
            if (_early.Count > 0)
            {
                Apply([.. _early]);
                _early.Clear();
            }
        }
    }

    public void OnCommitted(ReadOnlySpan<StoreEvent> events)
    {
        if (!Volatile.Read(ref _loaded))
        {
            lock (_loading)
            {
                if (!_loaded)
                {
                    _early.AddRange(events);
                    return;
                }
            }
        }

        Apply(events);
    }

    public void Dispose()
    {
        _registration?.Dispose();
        _trim.Dispose();
    }

    private void Apply(ReadOnlySpan<StoreEvent> events)
    {
        var from = 0;
        while (from < events.Length)
        {
            // A batch is mostly one kind; what interleaves costs a little more and stays in order.
            var cache = CacheOf(events[from].Key);
            var to = from + 1;
            while (to < events.Length && ReferenceEquals(CacheOf(events[to].Key), cache))
            {
                to++;
            }

            if (cache is not null)
            {
                var changes = cache.Apply(events[from..to]);
                Changed?.Invoke(cache, changes);
            }

            from = to;
        }

        Volatile.Write(ref _revision, events[^1].Revision);
    }

    private ResourceCache? CacheOf(string key)
    {
        var end = key.IndexOf('/', 1);
        return end > 0 && _byPrefixSpan.TryGetValue(key.AsSpan(0, end + 1), out var cache) ? cache : null;
    }

    private async Task<List<StoreEntry>> ReadAllAsync(string prefix, long revision, CancellationToken cancel)
    {
        var all = new List<StoreEntry>();
        string? after = null;
        while (true)
        {
            var page = await _store.ListAsync(new ListQuery(prefix, after, AtRevision: revision), cancel);
            all.AddRange(page.Entries);
            if (!page.More)
            {
                return all;
            }

            after = page.Entries[^1].Key;
        }
    }

    private void Trim()
    {
        foreach (var cache in _byPrefix.Values)
        {
            cache.Events.Trim();
        }
    }
}
