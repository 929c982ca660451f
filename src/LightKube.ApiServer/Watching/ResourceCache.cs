using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>All objects of one stored kind, and the changes that just happened to them. GET, LIST and WATCH are served from here.</summary>
/// <param name="schema">The kind as which objects are stored.</param>
/// <param name="time">The clock.</param>
/// <param name="reader">Makes entries of stored bytes; null when they are what is served.</param>
public sealed class ResourceCache(KindSchema schema, TimeProvider time, IEntryReader? reader = null)
{
    private volatile bool _isRetired;
    private volatile State _state = new(SortedEntries.Empty, 0);
    private volatile bool _keepsDocuments = KeptDecoded.Contains(schema);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The objects as of a revision.</summary>
    public sealed record State(SortedEntries Entries, long Revision);

    public KindSchema Schema { get; } = schema;

    /// <summary>What the store's keys of this kind begin with.</summary>
    public string KeyPrefix { get; } = PrefixOf(schema);

    public State Current => _state;

    public EventRing Events { get; } = new(time);

    /// <summary>True when the objects stay decoded.</summary>
    public bool KeepsDocuments => _keepsDocuments;

    /// <summary>From now on the objects stay decoded: somebody in the process follows them, and all who do share one document.</summary>
    public void KeepDocuments() => _keepsDocuments = true;

    /// <summary>Completes at the next change. Take it before looking for events, so that none is missed.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    /// <summary>The kind is served no more, or from another cache: whoever watches it reads what is left and has to start anew.</summary>
    public bool IsRetired => _isRetired;

    public static string PrefixOf(KindSchema schema) => $"/{schema.GroupResource}/";

    /// <summary>The key within the kind: <c>namespace/name</c> or <c>name</c>.</summary>
    public string RelativeKey(string storeKey) => storeKey[KeyPrefix.Length..];

    /// <summary>An entry of bytes as they are stored.</summary>
    public CacheEntry EntryOf(string key, long revision, ReadOnlyMemory<byte> stored, Document? decoded = null, bool keep = false) =>
        reader?.Read(key, revision, stored, decoded, keep) ?? new CacheEntry(Schema, key, revision, stored, decoded, keep);

    /// <summary>Tells all watchers that they have to start anew.</summary>
    internal void Retire()
    {
        // The mark first, then the signal: who takes the signal and then looks for the mark misses neither.
        _isRetired = true;
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    /// <summary>Takes over the objects of the cache that this one replaces. For the store's writer alone.</summary>
    internal void TakeOver(ResourceCache old)
    {
        var builder = SortedEntries.Empty.ToBuilder();
        foreach (var entry in old.Current.Entries.Range(""))
        {
            builder.Set(EntryOf(entry.Key, entry.Revision, entry.Stored, null, _keepsDocuments));
        }

        _state = new State(builder.Build(), old.Current.Revision);
        Events.Reset(old.Current.Revision);
    }

    /// <summary>Takes the objects that the store has.</summary>
    internal void Load(IEnumerable<StoreEntry> entries, long revision)
    {
        var builder = SortedEntries.Empty.ToBuilder();
        foreach (var entry in entries)
        {
            builder.Set(EntryOf(RelativeKey(entry.Key), entry.ModRevision, entry.Value, null, _keepsDocuments));
        }

        _state = new State(builder.Build(), revision);
        Events.Reset(revision);
    }

    /// <summary>Takes over one commit's changes of this kind. Called by the store's writer alone.</summary>
    internal IReadOnlyList<CacheEvent> Apply(ReadOnlySpan<StoreEvent> changes)
    {
        var builder = _state.Entries.ToBuilder();
        var events = new CacheEvent[changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            events[i] = Apply(builder, changes[i]);
        }

        // Readers who hear of an event must find its state, so the state comes first.
        _state = new State(builder.Build(), changes[^1].Revision);
        foreach (var change in events)
        {
            Events.Add(change);
        }

        var signal = Interlocked.Exchange(ref _changed, NewSignal());
        signal.SetResult();
        return events;
    }

    private CacheEvent Apply(SortedEntries.Builder builder, StoreEvent change)
    {
        var key = RelativeKey(change.Key);
        if (change.Type == StoreEventType.Deleted)
        {
            var removed = builder.Remove(key);
            var last = change.Value.IsEmpty && removed is not null ? removed.Json : change.Value;
            return new CacheEvent(change.Type, EntryOf(key, change.Revision, last, TakeOver(change), _keepsDocuments), removed);
        }

        var entry = EntryOf(key, change.Revision, change.Value, TakeOver(change), _keepsDocuments);
        return new CacheEvent(change.Type, entry, builder.Set(entry));
    }

    // The writer's document becomes everybody's: it gets the version that it was written at, and is changed no more.
    private static Document? TakeOver(StoreEvent change)
    {
        if (change.Tag is not Document document)
        {
            return null;
        }

        document.Metadata.ResourceVersion = change.Revision.ToString(CultureInfo.InvariantCulture);
        return document.Freeze();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
