using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Client.Tests.Informers;

/// <summary>A client whose watches break, and cannot be opened again until they are mended.</summary>
internal sealed class FaultyWatches(IClient inner) : IClient, IDisposable
{
    private volatile CancellationTokenSource _whole = new();
    private volatile bool _broken;

    public void Break()
    {
        _broken = true;
        _whole.Cancel();
    }

    public void Mend()
    {
        _whole.Dispose();
        _whole = new CancellationTokenSource();
        _broken = false;
    }

    public void Dispose() => _whole.Dispose();

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        KindSchema kind, ListQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (_broken)
            throw ApiException.Unavailable("the watch is broken");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _whole.Token);
        await using var changes = inner.WatchAsync(kind, query, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await changes.MoveNextAsync())
                    yield break;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw ApiException.Unavailable("the watch broke");
            }
            yield return changes.Current;
        }
    }

    public Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel) => inner.ListAsync(kind, query, cancel);

    public Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel) => inner.GetAsync(kind, key, cancel);

    public Task<Document> CreateAsync(Document document, CancellationToken cancel) => inner.CreateAsync(document, cancel);

    public Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel) =>
        inner.UpdateAsync(document, subresource, cancel);

    public Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel) =>
        inner.PatchAsync(kind, key, patch, subresource, cancel);

    public Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel) =>
        inner.DeleteAsync(kind, key, query, cancel);

    public Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel) =>
        inner.PostAsync(kind, key, subresource, body, cancel);
}
