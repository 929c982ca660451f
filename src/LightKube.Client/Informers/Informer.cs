using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Informers;

/// <summary>Hears of every change of an informer's cache, in order. Must return at once: it only notes what is to be done.</summary>
/// <param name="old">The object before; null when it is new.</param>
/// <param name="current">The object now; null when it is gone.</param>
/// <param name="initial">The object was there before the handler began to listen.</param>
public delegate void ObjectHandler(Document? old, Document? current, bool initial);

/// <summary>
/// The live copy of the objects of one kind, kept by one list and one watch and shared by everyone in the process.
/// All documents are frozen. Safe for any thread.
/// </summary>
public sealed partial class Informer
{
    private const string ByNamespace = "namespace";

    // Changes and their handlers run one after the other under _delivery; the cache itself is read under _gate alone, so that a
    // handler, or anyone it waits for, can read.
    private readonly Lock _delivery = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Document> _objects = [];
    private readonly Dictionary<string, ObjectIndex> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, TaskCompletionSource> _waiting = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private Registration[] _handlers = [];
    private ulong _version;

    internal Informer(KindSchema kind, InformerScope scope, ILogger logger)
    {
        Kind = kind;
        Scope = scope;
        _logger = logger;
    }

    public KindSchema Kind { get; }

    public InformerScope Scope { get; }

    /// <summary>True once the first list is in the cache and its handlers have run.</summary>
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public int Count
    {
        get
        {
            lock (_gate)
                return _objects.Count;
        }
    }

    /// <summary>The version of the newest change in the cache; 0 before the first list.</summary>
    public ulong Version => Volatile.Read(ref _version);

    /// <summary>Completes when <see cref="HasSynced"/> is true.</summary>
    public Task WaitForSyncAsync(CancellationToken cancel) => _synced.Task.WaitAsync(cancel);

    /// <summary>The object, or null.</summary>
    public Document? Find(ObjectKey key)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(key);
    }

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyList<Document> List()
    {
        lock (_gate)
            return [.. _objects.Values];
    }

    /// <summary>The objects of a namespace, in no order.</summary>
    public IReadOnlyList<Document> List(string @namespace)
    {
        lock (_gate)
        {
            if (!_indexes.TryGetValue(ByNamespace, out var index))
                index = AddIndex_NeedsGate(ByNamespace, static document => [document.Namespace]);
            return index.Find(@namespace);
        }
    }

    /// <summary>The objects for which the index yields the value, in no order.</summary>
    /// <exception cref="KeyNotFoundException">No index of that name was added.</exception>
    public IReadOnlyList<Document> ByIndex(string index, string value)
    {
        lock (_gate)
        {
            return _indexes.TryGetValue(index, out var found)
                ? found.Find(value)
                : throw new KeyNotFoundException($"the informer of {Kind.GroupResource} has no index '{index}': add it with AddIndex first");
        }
    }

    /// <summary>Adds an index; the first one of a name stays, so that several users may ask for the same.</summary>
    /// <param name="name">Under which <see cref="ByIndex"/> finds it.</param>
    /// <param name="valuesOf">The values of an object: pure, since it is called again to remove the object.</param>
    public void AddIndex(string name, Func<Document, IEnumerable<string>> valuesOf)
    {
        lock (_gate)
        {
            if (!_indexes.ContainsKey(name))
                AddIndex_NeedsGate(name, valuesOf);
        }
    }

    /// <summary>Calls the handler for all present objects, then for every change, until the result is disposed.</summary>
    public IDisposable AddHandler(ObjectHandler handler)
    {
        var registration = new Registration(this, handler);
        lock (_delivery)
        {
            foreach (var document in List())
                Deliver(registration, null, document, initial: true);
            _handlers = [.. _handlers, registration];
        }
        return registration;
    }

    /// <summary>Completes when the fact holds; it is looked at now and after every change of that object.</summary>
    public async Task WaitForAsync(ObjectKey key, Func<Document?, bool> fact, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (!_waiting.TryGetValue(key, out var source))
                    _waiting.Add(key, source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                next = source.Task;
            }
            if (fact(Find(key)))
                return;
            await next.WaitAsync(cancel);
        }
    }

    /// <summary>Makes the cache hold exactly these objects, and tells the handlers the difference.</summary>
    internal void Replace(IReadOnlyList<Document> documents, string version)
    {
        lock (_delivery)
        {
            var initial = !HasSynced;
            var listed = new HashSet<ObjectKey>(documents.Count);
            foreach (var document in documents)
            {
                var key = KeyOf(document);
                listed.Add(key);
                Put(key, document, initial);
            }
            foreach (var document in List())
            {
                if (!listed.Contains(KeyOf(document)))
                    Drop(KeyOf(document), document);
            }
            Advance(version);
            _synced.TrySetResult();
            WakeAll();
        }
    }

    /// <summary>Takes in one change of the watch.</summary>
    internal void Apply(WatchEvent change)
    {
        lock (_delivery)
        {
            var key = KeyOf(change.Object);
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
                Put(key, change.Object, initial: false);
            else if (change.Type == WatchEventType.Deleted)
                Drop(key, change.Object);
            Advance(change.Object.ResourceVersion);
            Wake(key);
        }
    }

    private static ObjectKey KeyOf(Document document) => new(document.Namespace, document.Name);

    private void Put(ObjectKey key, Document document, bool initial)
    {
        var old = Find(key);
        if (old is not null && old.ResourceVersion == document.ResourceVersion)
            return;
        var current = Scope.MetadataOnly ? MetadataOnly.Of(document) : document.Freeze();
        lock (_gate)
        {
            _objects[key] = current;
            foreach (var index in _indexes.Values)
            {
                if (old is not null)
                    index.Remove(old);
                index.Add(current);
            }
        }
        DeliverAll(old, current, initial);
    }

    // The last state comes from the watch, or from the cache when a list shows that the object is gone.
    private void Drop(ObjectKey key, Document last)
    {
        Document? cached;
        lock (_gate)
        {
            if (!_objects.Remove(key, out cached))
                return;
            foreach (var index in _indexes.Values)
                index.Remove(cached);
        }
        DeliverAll(Scope.MetadataOnly ? cached : last.Freeze(), null, initial: false);
    }

    private void DeliverAll(Document? old, Document? current, bool initial)
    {
        foreach (var registration in _handlers)
            Deliver(registration, old, current, initial);
    }

    // The outermost edge of a handler: the fault of one must not keep the others, or the cache, from going on.
    private void Deliver(Registration registration, Document? old, Document? current, bool initial)
    {
        try
        {
            registration.Handler(old, current, initial);
        }
        catch (Exception error)
        {
            LogHandlerFailed(_logger, error, Kind.GroupResource, (current ?? old)!.ToString());
        }
    }

    private ObjectIndex AddIndex_NeedsGate(string name, Func<Document, IEnumerable<string>> valuesOf)
    {
        var index = new ObjectIndex(valuesOf);
        foreach (var document in _objects.Values)
            index.Add(document);
        _indexes.Add(name, index);
        return index;
    }

    private void Advance(string version)
    {
        if (ulong.TryParse(version, out var number) && number > _version)
            Volatile.Write(ref _version, number);
    }

    private void Wake(ObjectKey key)
    {
        lock (_gate)
        {
            if (_waiting.Remove(key, out var source))
                source.SetResult();
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            foreach (var source in _waiting.Values)
                source.SetResult();
            _waiting.Clear();
        }
    }

    private void Remove(Registration registration)
    {
        lock (_delivery)
            _handlers = [.. _handlers.Where(handler => handler != registration)];
    }

    private sealed class Registration(Informer informer, ObjectHandler handler) : IDisposable
    {
        public ObjectHandler Handler { get; } = handler;

        public void Dispose() => informer.Remove(this);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of {Resource} failed on {Object}")]
    private static partial void LogHandlerFailed(ILogger logger, Exception error, string resource, string @object);
}
