using LightKube.Store.Engines;

namespace LightKube.Store.Watching;

/// <summary>One watch: reads history until it has caught up, then lives on what the writer hands it.</summary>
/// <remarks>
/// <code>
///  reading history ──▶ at most one page behind: joins the writer's commits ──▶ reads the rest of history ──▶ live
/// </code>
/// Joining late keeps the buffer small however far back the watch begins.
/// </remarks>
internal sealed class StoreWatch : IStoreWatch
{
    /// <summary>Events of history read at once.</summary>
    private const int HistoryPage = 1000;

    private readonly IStorageEngine _engine;
    private readonly WatchHub _hub;
    private readonly WatchQuery _query;
    private readonly WatchBuffer _live;
    private long _position;
    private long _joinedAt = NotJoined;

    private const long NotJoined = -1;

    public StoreWatch(IStorageEngine engine, WatchHub hub, WatchQuery query)
    {
        _engine = engine;
        _hub = hub;
        _query = query;
        _live = new WatchBuffer(query.Prefix);
        hub.ThrowIfClosed();
        if (query.AfterRevision == 0)
        {
            _position = _joinedAt = hub.Join(this);
            return;
        }

        Revisions.ThrowIfFuture(query.AfterRevision, hub.Published);
        Revisions.ThrowIfCompacted(query.AfterRevision, engine.CompactedRevision);
        _position = query.AfterRevision;
    }

    public bool Offer(ReadOnlySpan<StoreEvent> events, long revision) => _live.Offer(events, revision);

    public void End(StoreException reason) => _live.End(reason);

    public async ValueTask<WatchBatch> ReadAsync(CancellationToken cancel = default)
    {
        while (_joinedAt == NotJoined || _position < _joinedAt)
        {
            cancel.ThrowIfCancellationRequested();
            if (ReadHistory() is { Count: > 0 } events)
                return WithPrevious(new WatchBatch(events, _position));
        }

        return WithPrevious(await _live.TakeAsync(cancel).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync()
    {
        _hub.Leave(this);
        _live.End(new StoreException(StoreError.Closed, "The watch was ended by its reader."));
        return ValueTask.CompletedTask;
    }

    private List<StoreEvent> ReadHistory()
    {
        _hub.ThrowIfClosed();
        var upTo = _joinedAt == NotJoined ? _hub.Published : _joinedAt;
        var page = _engine.Events(_query.Prefix, _position, upTo, HistoryPage);
        _position = page.Reached;
        if (_joinedAt == NotJoined && page.Reached == upTo)
            _joinedAt = _hub.Join(this);
        return page.Events;
    }

    private WatchBatch WithPrevious(WatchBatch batch)
    {
        if (!_query.WithPrevious)
            return batch;
        var events = new List<StoreEvent>(batch.Events.Count);
        foreach (var item in batch.Events)
        {
            events.Add(item.Type == StoreEventType.Created ? item : new StoreEvent
            {
                Type = item.Type,
                Key = item.Key,
                Revision = item.Revision,
                CreateRevision = item.CreateRevision,
                Value = item.Value,
                PreviousValue = _engine.ReadPrevious(item.Key, item.Revision),
            });
        }

        return batch with { Events = events };
    }
}
