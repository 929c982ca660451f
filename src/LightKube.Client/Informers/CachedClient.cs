using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Informers;

/// <summary>
/// The API as a reconciler sees it: what returns at once (<see cref="Find{T}"/>, <see cref="List{T}()"/>) reads the informers' caches, what is awaited
/// goes to the API. A write returns only when the cache of its kind holds it, so that whoever writes never reads a state
/// from before his own write. docs/decisions/060 says why.
/// </summary>
public sealed partial class CachedClient(IClient api, InformerSet informers, TimeProvider time, ILogger logger) : IClient
{
    /// <summary>The informer of the kind, for reads by index.</summary>
    /// <exception cref="InvalidOperationException">The kind is not in the cache yet: the reconciler did not declare that it reads it.</exception>
    public Informer<T> Cache<T>()
        where T : KubeObject, IKubeObject<T>
    {
        var informer = informers.Get<T>();
        return informer.HasSynced
            ? informer
            : throw new InvalidOperationException(
                $"{T.Schema.GroupResource} is not in the cache yet: declare it in Reads, or wait until the informers have synced");
    }

    /// <summary>The cached object, or null.</summary>
    public T? Find<T>(ObjectKey key)
        where T : KubeObject, IKubeObject<T> => Cache<T>().Find(key);

    /// <summary>All cached objects of the kind, in no order.</summary>
    public IReadOnlyList<T> List<T>()
        where T : KubeObject, IKubeObject<T> => Cache<T>().List();

    /// <summary>The cached objects of a namespace, in no order.</summary>
    public IReadOnlyList<T> List<T>(string @namespace)
        where T : KubeObject, IKubeObject<T> => Cache<T>().List(@namespace);

    public Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel) => api.GetAsync(kind, key, cancel);

    public Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel) => api.ListAsync(kind, query, cancel);

    public IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, CancellationToken cancel) =>
        api.WatchAsync(kind, query, cancel);

    public async Task<Document> CreateAsync(Document document, CancellationToken cancel) =>
        await SeenAsync(await api.CreateAsync(document, cancel), cancel);

    public async Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel) =>
        await SeenAsync(await api.UpdateAsync(document, subresource, cancel), cancel);

    public async Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel) =>
        await SeenAsync(await api.PatchAsync(kind, key, patch, subresource, cancel), cancel);

    /// <inheritdoc/>
    public async Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel)
    {
        var informer = informers.FindSynced(kind);
        var uid = query.Uid ?? informer?.Find(key)?.Uid;
        await api.DeleteAsync(kind, key, query, cancel);
        if (informer is not null)
            await WaitAsync(informer, key, cached => cached is null || cached.Uid != uid || IsBeingDeleted(cached), cancel);
    }

    public Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel) =>
        api.PostAsync(kind, key, subresource, body, cancel);

    private static bool IsBeingDeleted(Document document) =>
        !(document.Root.GetMap("metadata")?["deletionTimestamp"] ?? default).IsAbsentOrNull;

    private async Task<Document> SeenAsync(Document written, CancellationToken cancel)
    {
        if (informers.FindSynced(written.Schema) is { } informer && ulong.TryParse(written.ResourceVersion, out var version))
            await WaitAsync(informer, new ObjectKey(written.Namespace, written.Name), _ => informer.Version >= version, cancel);
        return written;
    }

    // No time-out: a reconciler that went on with a cache from before its write would do the write again. When the watch is broken the
    // informer lists again, and that ends the wait.
    private async Task WaitAsync(Informer informer, ObjectKey key, Func<Document?, bool> fact, CancellationToken cancel)
    {
        var seen = informer.WaitForAsync(key, fact, cancel);
        if (seen.IsCompleted)
        {
            await seen;
            return;
        }
        await using var warning = time.CreateTimer(
            _ => LogSlowCache(logger, informer.Kind.GroupResource, key), null, InformerLimits.SlowCacheWarning, Timeout.InfiniteTimeSpan);
        await seen;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cache of {Resource} has not seen a write of {Key} yet; waiting for it")]
    private static partial void LogSlowCache(ILogger logger, string resource, ObjectKey key);
}
