using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Watching;
using LightKube.Store;

namespace LightKube.ApiServer.Registry;

/// <summary>Feeds <see cref="IObjectObserver"/>s: everything that exists first, then every change in the order of revisions.</summary>
public sealed class ObserverHub
{
    private readonly Dictionary<ResourceCache, List<IObjectObserver>> _observers = [];

    /// <summary>Connects the observers to a cache that has been loaded and is not written to yet.</summary>
    public ObserverHub(WatchCache cache, IReadOnlyList<IObjectObserver> observers)
    {
        foreach (var observer in observers)
        {
            foreach (var kind in observer.Kinds)
            {
                var of = cache.Of(kind);
                if (!_observers.TryGetValue(of, out var list))
                {
                    _observers.Add(of, list = []);
                }

                list.Add(observer);
                Replay(of, kind, observer);
            }
        }

        cache.Changed += OnChanged;
    }

    private static void Replay(ResourceCache cache, KindSchema kind, IObjectObserver observer)
    {
        foreach (var entry in cache.Current.Entries.Range(""))
        {
            observer.OnChanged(kind, null, entry.Document(keep: false));
        }
    }

    private void OnChanged(ResourceCache cache, IReadOnlyList<CacheEvent> changes)
    {
        if (!_observers.TryGetValue(cache, out var observers))
        {
            return;
        }

        foreach (var change in changes)
        {
            var before = change.Previous?.Document(keep: false);
            var after = change.Type == StoreEventType.Deleted ? null : change.Current.Document(keep: false);
            foreach (var observer in observers)
            {
                observer.OnChanged(cache.Schema, before, after);
            }
        }
    }
}
