namespace LightKube.Store;

/// <summary>Sees every commit inside the store's own process, before the writers' callers are answered.</summary>
public interface IStoreObserver
{
    /// <summary>
    /// Called on the writer's thread, one commit at a time, in order. All writes wait for it: it updates memory and returns. It must
    /// not write to the store, and must not throw: an observer that throws is out of step for good, so the store stops.
    /// </summary>
    /// <param name="events">One commit's events in order of revision.</param>
    void OnCommitted(ReadOnlySpan<StoreEvent> events);
}

/// <summary>An observer's place at a store. Disposing it ends the calls; one that is under way may still finish.</summary>
public interface IStoreRegistration : IDisposable
{
    /// <summary>The observer is called for every event after this revision and for none before.</summary>
    long Revision { get; }
}
