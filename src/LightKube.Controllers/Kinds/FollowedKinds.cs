using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Client.Informers;

namespace LightKube.Controllers.Kinds;

/// <summary>Follows all objects of those kinds that a controller looks after, as kinds come and go.</summary>
/// <param name="kinds">What is served.</param>
/// <param name="wanted">Which of them to follow; the first of those with one resource counts.</param>
/// <param name="follow">The informer of a kind.</param>
/// <param name="observe">Told of each change: the kind, the object before and after.</param>
/// <param name="forget">Told of the informer of a kind that is no longer served, whose objects are gone with it.</param>
internal sealed class FollowedKinds(
    IKindSource kinds,
    Func<IReadOnlyList<KindSchema>, IEnumerable<KindSchema>> wanted,
    Func<KindSchema, Informer> follow,
    Action<KindSchema, Document?, Document?> observe,
    Action<Informer>? forget = null) : IDisposable
{
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private sealed record Followed(KindSchema Kind, Informer Informer, IDisposable Subscription);

    /// <summary>What is followed now, by the kinds' resources.</summary>
    public IReadOnlyDictionary<string, (KindSchema Kind, Informer Informer)> Now
    {
        get
        {
            lock (_lock)
                return _followed.ToDictionary(static pair => pair.Key, static pair => (pair.Value.Kind, pair.Value.Informer));
        }
    }

    /// <summary>Begins to follow.</summary>
    public void Start()
    {
        kinds.Changed += Follow;
        Follow();
    }

    /// <summary>Returns once all objects of the kinds that are followed now are in the cache.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancel)
    {
        foreach (var (_, informer) in Now.Values)
            await informer.WaitForSyncAsync(cancel);
    }

    /// <summary>Ends it; may be called again.</summary>
    public void Dispose()
    {
        kinds.Changed -= Follow;
        lock (_lock)
        {
            foreach (var one in _followed.Values)
                one.Subscription.Dispose();
            _followed.Clear();
        }
    }

    private void Follow()
    {
        var served = wanted(kinds.Kinds).DistinctBy(static kind => kind.GroupResource).ToDictionary(static kind => kind.GroupResource);
        lock (_lock)
        {
            foreach (var (resource, kind) in served)
            {
                if (!_followed.ContainsKey(resource))
                    _followed.Add(resource, Subscribe(kind));
            }
            foreach (var resource in _followed.Keys.Where(resource => !served.ContainsKey(resource)).ToList())
            {
                _followed.Remove(resource, out var gone);
                gone!.Subscription.Dispose();
                forget?.Invoke(gone.Informer);
            }
        }
    }

    private Followed Subscribe(KindSchema kind)
    {
        var informer = follow(kind);
        return new Followed(kind, informer, informer.AddHandler((old, current, _) => observe(kind, old, current)));
    }
}
