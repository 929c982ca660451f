namespace LightKube.Store;

/// <summary>What a watch follows.</summary>
/// <param name="Prefix">What the keys begin with; empty for all.</param>
/// <param name="AfterRevision">The watch begins with the first event after this revision; 0 for 'from now on'.</param>
/// <param name="WithPrevious">Whether events carry the value before. Costs a read an event.</param>
public readonly record struct WatchQuery(string Prefix, long AfterRevision = 0, bool WithPrevious = false);

/// <summary>Some events of a watch, in order of revision: those of all commits since the last read, as far as they were waiting.</summary>
/// <param name="Events">At least one.</param>
/// <param name="Revision">Nothing of the prefix up to this revision is still to come.</param>
public readonly record struct WatchBatch(IReadOnlyList<StoreEvent> Events, long Revision);

/// <summary>A running watch. For one reader at a time. Disposing it ends it.</summary>
public interface IStoreWatch : IAsyncDisposable
{
    /// <summary>Waits for the next events.</summary>
    /// <exception cref="StoreException">
    /// The watch has ended: the reader was slower than its buffer allows (<see cref="StoreError.SlowWatcher"/>), history that it
    /// still needed was compacted, or the store closed.
    /// </exception>
    ValueTask<WatchBatch> ReadAsync(CancellationToken cancel = default);
}
