using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Testing.Rigs;

/// <summary>Passes every call on to another client; whoever derives from it changes some of them.</summary>
public abstract class PassingClient(IClient inner) : IClient
{
    protected IClient Inner => inner;

    public virtual Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel) => inner.GetAsync(kind, key, cancel);

    public virtual Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel) => inner.ListAsync(kind, query, cancel);

    public virtual IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, CancellationToken cancel) =>
        inner.WatchAsync(kind, query, cancel);

    public virtual Task<Document> CreateAsync(Document document, CancellationToken cancel) => inner.CreateAsync(document, cancel);

    public virtual Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel) =>
        inner.UpdateAsync(document, subresource, cancel);

    public virtual Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel) =>
        inner.PatchAsync(kind, key, patch, subresource, cancel);

    public virtual Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel) =>
        inner.DeleteAsync(kind, key, query, cancel);

    public virtual Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel) =>
        inner.PostAsync(kind, key, subresource, body, cancel);
}
