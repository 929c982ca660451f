using System.Collections.Frozen;
using LightKube.Api.Schemas;
using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>The caches of all stored kinds, kept in step with the store by its writer.</summary>
public sealed class WatchCache : IStoreObserver, IDisposable
{
    /// <summary>How often rings let go of old events.</summary>
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(5);

    private readonly IStore _store;
    private readonly Lock _replacing = new();
    private volatile Caches _caches;
    private readonly List<StoreEvent> _early = [];
    private readonly Lock _loading = new();
    private readonly ITimer _trim;
    private IStoreRegistration? _registration;
    private bool _loaded;
    private long _revision;

    // Swapped as a whole when kinds come or go.
    private sealed class Caches(IEnumerable<ResourceCache> caches)
    {
        private readonly FrozenDictionary<string, ResourceCache> _byPrefix = caches.ToFrozenDictionary(cache => cache.KeyPrefix, StringComparer.Ordinal);

        public IReadOnlyList<ResourceCache> All => _byPrefix.Values;

        public ResourceCache? Find(ReadOnlySpan<char> prefix) =>
            _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(prefix, out var cache) ? cache : null;
    }

    public WatchCache(IStore store, IEnumerable<KindSchema> kinds, TimeProvider time)
    {
        _store = store;
        _caches = new Caches(kinds.Select(kind => new ResourceCache(kind, time)));
        _trim = time.CreateTimer(_ => Trim(), null, TrimInterval, TrimInterval);
    }

    /// <summary>Every commit up to this revision is in the caches.</summary>
    public long Revision => Volatile.Read(ref _revision);

    public IEnumerable<ResourceCache> All => _caches.All;

    /// <summary>Tells what a commit changed of one kind, on the store's writer's thread, before the writers are answered. For indexes that must never lag.</summary>
    public event Action<ResourceCache, IReadOnlyList<CacheEvent>>? Changed;

    /// <exception cref="KeyNotFoundException">The kind is not stored.</exception>
    public ResourceCache Of(KindSchema schema) =>
        _caches.Find(ResourceCache.PrefixOf(schema)) ?? throw new KeyNotFoundException($"{schema.GroupResource} is not stored");

    /// <summary>Reads everything once and follows the store from there.</summary>
    /// <param name="defined">Called when the kinds known so far are loaded: caches of kinds that objects among them define.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task LoadAsync(Func<IEnumerable<ResourceCache>> defined, CancellationToken cancel)
    {
        _registration = _store.Observe(this);
        var revision = _registration.Revision;
        await LoadAsync(_caches.All, revision, cancel);
        var more = defined().ToList();
        await LoadAsync(more, revision, cancel);
        _caches = new Caches(_caches.All.Concat(more));

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

    /// <summary>Takes in a kind that nobody has written objects of yet, but may have in an earlier life of the server.</summary>
    public async Task AddAsync(ResourceCache cache, CancellationToken cancel)
    {
        await LoadAsync([cache], Revision, cancel);
        Swap(null, cache);
    }

    /// <summary>Takes in a kind that has no objects. On the store's writer's thread.</summary>
    internal void Add(ResourceCache cache)
    {
        cache.Load([], Revision);
        Swap(null, cache);
    }

    /// <summary>Puts the new cache in the place of the old one, objects included. On the store's writer's thread, so that no change is missed.</summary>
    internal void Replace(ResourceCache old, ResourceCache cache)
    {
        cache.TakeOver(old);
        Swap(old, cache);
        old.Retire();
    }

    /// <summary>Lets go of a kind that is defined no more.</summary>
    public void Remove(ResourceCache cache)
    {
        Swap(cache, null);
        cache.Retire();
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
        return end > 0 ? _caches.Find(key.AsSpan(0, end + 1)) : null;
    }

    private void Swap(ResourceCache? old, ResourceCache? cache)
    {
        lock (_replacing)
        {
            var rest = _caches.All.Where(candidate => !ReferenceEquals(candidate, old));
            _caches = new Caches(cache is null ? rest : rest.Append(cache));
        }
    }

    private async Task LoadAsync(IEnumerable<ResourceCache> caches, long revision, CancellationToken cancel)
    {
        foreach (var cache in caches)
        {
            cache.Load(await ReadAllAsync(cache.KeyPrefix, revision, cancel), revision);
        }
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
        foreach (var cache in _caches.All)
        {
            cache.Events.Trim();
        }
    }
}
