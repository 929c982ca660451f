using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Testing.Memory;

/// <summary>
/// The API without a server: versions, conflicts, generateName, generation, the status subresource, finalizers, graceful deletion of
/// pods, label selectors by equality, and watches from any version. No defaults, no validation, no garbage collection.
/// </summary>
public sealed partial class MemoryApi(TimeProvider time) : IClient
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, ObjectKey Key), Document> _objects = [];
    private readonly MemoryHistory _history = new();
    private ulong _version = 1;
    private int _names;

    /// <summary>Forgets the history: a watch from a version before this fails with 410.</summary>
    public void Compact()
    {
        lock (_lock)
            _history.Compact(_version);
    }

    /// <summary>Ends all watches, as a server does that shuts down.</summary>
    public void EndWatches() => _history.EndWatches();

    public Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(Require_NeedsLock(kind, key));
    }

    public Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var items = _objects.Values.Where(document => document.Schema == kind && Picks(query, document))
                .OrderBy(document => new ObjectKey(document.Namespace, document.Name)).ToList();
            return Task.FromResult(new ListResult(items, _version.ToString(System.Globalization.CultureInfo.InvariantCulture), ""));
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, CancellationToken cancel) =>
        _history.WatchAsync(document => document.Schema == kind && Picks(query, document), ulong.Parse(query.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture), cancel);

    public Task<Document> CreateAsync(Document document, CancellationToken cancel)
    {
        lock (_lock)
        {
            var created = document.MutableCopy();
            var metadata = created.Metadata;
            if (metadata.Name.Length == 0)
                metadata.Name = $"{metadata.GenerateName}{++_names:x5}";
            if (_objects.ContainsKey(Id(created)))
                throw ApiException.AlreadyExists(document.Schema, metadata.Name);
            if (created.Schema.Subresource("status") is not null && created.Schema.Kind != "Pod")
                created.Root.Remove("status");
            metadata.Uid = Guid.NewGuid().ToString();
            metadata.CreationTimestamp = time.GetUtcNow();
            metadata.Generation = 1;
            if (created.Schema.Kind == "Namespace")
                created.Root.GetOrAddMap("spec").Set("finalizers", DocList.Of(["kubernetes"]));
            return Task.FromResult(Commit_NeedsLock(WatchEventType.Added, created));
        }
    }

    public Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel)
    {
        lock (_lock)
        {
            var old = Require_NeedsLock(document.Schema, new ObjectKey(document.Namespace, document.Name));
            if (document.ResourceVersion.Length > 0 && document.ResourceVersion != old.ResourceVersion)
                throw ApiException.Outdated(document.Schema, document.Name);
            return Task.FromResult(Replace_NeedsLock(old, document.MutableCopy(), subresource));
        }
    }

    public Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel)
    {
        if (patch.Type is not (PatchType.Merge or PatchType.StrategicMerge))
            throw ApiException.UnsupportedMediaType($"the memory API does not know {patch.Type} patches");
        lock (_lock)
        {
            var old = Require_NeedsLock(kind, key);
            var merged = old.MutableCopy();
            Merge(merged.Root, patch.Body.AsMap!);
            if (merged.ResourceVersion != old.ResourceVersion)
                throw ApiException.Outdated(kind, key.Name);
            return Task.FromResult(Replace_NeedsLock(old, merged, subresource));
        }
    }

    public Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var old = Require_NeedsLock(kind, key);
            if (query.Uid is { } uid && uid != old.Uid)
                throw ApiException.Conflict(kind, key.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({old.Uid})");
            Delete_NeedsLock(old, query);
            return Task.CompletedTask;
        }
    }

    public Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel) =>
        throw ApiException.MethodNotAllowed($"the memory API has no subresource {subresource} to post to");

    private static (string Kind, ObjectKey Key) Id(Document document) =>
        (document.Schema.GroupResource, new ObjectKey(document.Namespace, document.Name));

    private static void Merge(DocMap into, DocMap patch)
    {
        foreach (var entry in patch.Entries)
        {
            if (entry.Value.IsNull)
                into.Remove(entry.Key);
            else if (entry.Value.AsMap is { } map)
                Merge(into.GetOrAddMap(entry.Key), map);
            else
                into.Set(entry.Key, entry.Value.DeepClone());
        }
    }

    private static bool Picks(ListQuery query, Document document) =>
        (query.Namespace is null || query.Namespace == document.Namespace)
        && (query.LabelSelector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .All(pair => document.Labels?.GetString(pair[0]) == pair[1])
        && (query.FieldSelector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .All(pair => At(document.Root, pair[0]) == pair[1]);

    private static string At(DocMap root, string path)
    {
        Value value = root;
        foreach (var name in path.Split('.'))
            value = value.AsMap is { } map ? map[name] : default;
        return value.AsString ?? "";
    }

    private Document Require_NeedsLock(KindSchema kind, ObjectKey key) =>
        _objects.GetValueOrDefault((kind.GroupResource, key)) ?? throw ApiException.NotFound(kind, key.Name);
}
