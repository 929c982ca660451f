using System.Collections.Immutable;

namespace LightKube.Store.Watching;

/// <summary>Hands every commit to those who follow: observers first, then watches. Knows what has been published.</summary>
internal sealed class WatchHub(long revision)
{
    // Held while a commit is published, so that whoever joins does so between two commits.
    private readonly Lock _gate = new();
    private ImmutableArray<IStoreObserver> _observers = [];
    private ImmutableArray<StoreWatch> _watches = [];
    private StoreException? _closed;
    private long _published = revision;
    private long _slowDropped;

    /// <summary>The newest revision that is durable and known to all observers.</summary>
    public long Published => Volatile.Read(ref _published);

    public int Watches => _watches.Length;

    public long SlowDropped => Volatile.Read(ref _slowDropped);

    public void Publish(ReadOnlySpan<StoreEvent> events, long revision)
    {
        lock (_gate)
        {
            // Before the observers are called: one may read the store at the revision of an event.
            Volatile.Write(ref _published, revision);
            foreach (var observer in _observers)
                observer.OnCommitted(events);
            foreach (var watch in _watches)
            {
                if (!watch.Offer(events, revision))
                {
                    _watches = _watches.Remove(watch);
                    _slowDropped++;
                }
            }
        }
    }

    public IStoreRegistration Observe(IStoreObserver observer)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            _observers = _observers.Add(observer);
            return new Registration(this, observer, _published);
        }
    }

    /// <summary>Lets a watch follow every commit from now on; returns the revision after which that is.</summary>
    public long Join(StoreWatch watch)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            _watches = _watches.Add(watch);
            return _published;
        }
    }

    public void Leave(StoreWatch watch)
    {
        lock (_gate)
            _watches = _watches.Remove(watch);
    }

    public void Close(StoreException reason)
    {
        lock (_gate)
        {
            _closed = reason;
            foreach (var watch in _watches)
                watch.End(reason);
            _watches = [];
            _observers = [];
        }
    }

    public void ThrowIfClosed()
    {
        if (_closed is { } reason)
            throw new StoreException(reason.Error, reason.Message, reason.InnerException);
    }

    private void Leave(IStoreObserver observer)
    {
        lock (_gate)
            _observers = _observers.Remove(observer);
    }

    private sealed class Registration(WatchHub hub, IStoreObserver observer, long revision) : IStoreRegistration
    {
        public long Revision { get; } = revision;

        public void Dispose() => hub.Leave(observer);
    }
}
