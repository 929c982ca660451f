using System.Globalization;
using LightKube.Api.Errors;
using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// One reader's place in the events of a kind. What is in the ring comes from there, older events from the store's history, so that
/// a reader that was away or is slow catches up without anything being buffered for it.
/// </summary>
public sealed class CacheWatcher(WatchCache all, ResourceCache cache, IStore store, long afterRevision) : IAsyncDisposable
{
    private IStoreWatch? _history;

    /// <summary>Every event up to this revision has been read.</summary>
    public long Position { get; private set; } = afterRevision;

    /// <summary>Completes at the next change; take it before <see cref="ReadAsync"/> finds nothing.</summary>
    public Task NextChange => cache.NextChange;

    /// <summary>Nothing will come that is not there now; take it after <see cref="NextChange"/>.</summary>
    public bool IsRetired => cache.IsRetired;

    /// <summary>The events that are there now, at most as many as fit; 0 when there are none yet.</summary>
    /// <exception cref="ApiException">Expired: the position is older than the store's history.</exception>
    public async ValueTask<int> ReadAsync(CacheEvent[] into, CancellationToken cancel)
    {
        var read = _history is null ? cache.Events.Read(Position, into) : -1;
        if (read < 0)
        {
            read = await ReadHistoryAsync(into, cancel);
        }

        if (read > 0)
        {
            Position = into[read - 1].Revision;
        }

        return read;
    }

    /// <summary>A revision from which the reader may go on later, when it has read all there is.</summary>
    public long Bookmark()
    {
        var revision = all.Revision;
        var peek = new CacheEvent[1];
        return cache.Events.Read(Position, peek) == 0 ? Math.Max(revision, Position) : Position;
    }

    public ValueTask DisposeAsync() => _history?.DisposeAsync() ?? ValueTask.CompletedTask;

    private readonly Queue<CacheEvent> _fromHistory = new();

    private async ValueTask<int> ReadHistoryAsync(CacheEvent[] into, CancellationToken cancel)
    {
        try
        {
            if (_fromHistory.Count == 0)
            {
                // The ring has dropped an event after this position, so the history has at least one and does not wait.
                _history ??= store.Watch(new WatchQuery(cache.KeyPrefix, Position, WithPrevious: true));
                var batch = await _history.ReadAsync(cancel);
                foreach (var change in batch.Events)
                {
                    _fromHistory.Enqueue(ToCacheEvent(change));
                }
            }
        }
        catch (StoreException e) when (e.Error == StoreError.Compacted)
        {
            throw Expired(Position, store.CompactedRevision);
        }
        catch (StoreException e) when (e.Error == StoreError.SlowWatcher)
        {
            throw ApiException.Expired("the watch fell too far behind: list again and watch from there");
        }

        var count = 0;
        while (count < into.Length && _fromHistory.TryDequeue(out var change))
        {
            into[count++] = change;
        }

        if (_fromHistory.Count == 0 && into[count - 1].Revision >= cache.Events.CompleteAfter)
        {
            await _history!.DisposeAsync();
            _history = null;
        }

        return count;
    }

    public static ApiException Expired(long asked, long oldest) => ApiException.Expired(
        string.Create(CultureInfo.InvariantCulture, $"too old resource version: {asked} ({oldest})"));

    private CacheEvent ToCacheEvent(StoreEvent change)
    {
        var key = cache.RelativeKey(change.Key);
        var previous = change.PreviousValue.IsEmpty ? null : cache.EntryOf(key, change.Revision - 1, change.PreviousValue);
        var value = change.Value.IsEmpty && previous is not null ? previous.Stored : change.Value;
        return new CacheEvent(change.Type, cache.EntryOf(key, change.Revision, value), previous);
    }
}
