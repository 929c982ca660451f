using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Client.Http;

/// <summary>The API over HTTPS: the same behaviour as in process, for agents and whoever runs outside the server.</summary>
/// <param name="config">How to reach the server, and as whom.</param>
/// <param name="time">The clock of time-outs.</param>
/// <param name="random">Spreads the ends of watches, 0 to 1.</param>
public sealed class HttpClientApi(ClientConfig config, TimeProvider time, Func<double> random) : IClient, IDisposable
{
    private readonly HttpTransport _transport = new(config, time);

    public async Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel) =>
        ToDocument(kind, await _transport.SendAsync(HttpMethod.Get, PathOf(kind, key), null, cancel));

    public async Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel)
    {
        var path = ResourceUrl.Of(kind, query.Namespace) + ResourceUrl.ListQuery(query);
        var list = await _transport.SendAsync(HttpMethod.Get, path, null, cancel);
        var items = list.GetList("items") ?? new DocList();
        var documents = new Document[items.Count];
        for (var i = 0; i < documents.Length; i++)
            documents[i] = ToDocument(kind, WithKind(kind, items[i].AsMap ?? new DocMap()));
        var metadata = list.GetMap("metadata");
        return new ListResult(documents, metadata?.GetString("resourceVersion") ?? "", metadata?.GetString("continue") ?? "");
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var path = ResourceUrl.Of(kind, query.Namespace) + ResourceUrl.WatchQuery(query, HttpLimits.WatchDuration * (1 + (random() / 2)));
        using var response = await _transport.OpenAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await using var changes = WatchReader.ReadAsync(body, kind, cancel).GetAsyncEnumerator(cancel);
        while (await MoveNextAsync(changes, path))
            yield return changes.Current;
    }

    public async Task<Document> CreateAsync(Document document, CancellationToken cancel) =>
        ToDocument(document.Schema, await _transport.SendAsync(
            HttpMethod.Post, ResourceUrl.Of(document.Schema, document.Namespace), Json(document.Root), cancel));

    public async Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel) =>
        ToDocument(document.Schema, await _transport.SendAsync(
            HttpMethod.Put, ResourceUrl.Of(document.Schema, document.Namespace, document.Name, subresource), Json(document.Root), cancel));

    public async Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel)
    {
        var path = PathOf(kind, key, subresource) + ResourceUrl.PatchQuery(patch);
        return ToDocument(kind, await _transport.SendAsync(HttpMethod.Patch, path, Json(patch.Body, MediaTypeOf(patch.Type)), cancel));
    }

    public Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel) =>
        _transport.SendAsync(HttpMethod.Delete, PathOf(kind, key), Json(ToOptions(query)), cancel);

    public Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(kind, key, subresource), Json(body), cancel);

    public void Dispose() => _transport.Dispose();

    private static string PathOf(KindSchema kind, ObjectKey key, string? subresource = null) =>
        ResourceUrl.Of(kind, key.Namespace, key.Name, subresource);

    private static Document ToDocument(KindSchema kind, DocMap root) => new Document(kind, root).Freeze();

    // Kubernetes leaves out what is the same for all items of a list.
    private static DocMap WithKind(KindSchema kind, DocMap item)
    {
        if (item.Contains("kind") && item.Contains("apiVersion"))
            return item;
        var whole = new DocMap(item.Count + 2);
        whole.Set("apiVersion", kind.ApiVersion);
        whole.Set("kind", kind.Kind);
        foreach (var entry in item.Entries)
            whole.Set(entry.Key, entry.Value);
        return whole;
    }

    private static ByteArrayContent Json(Value body, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(JsonDocumentWriter.ToBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private static string MediaTypeOf(PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.StrategicMerge => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };

    private static DocMap ToOptions(DeleteQuery query)
    {
        var options = new DocMap();
        options.Set("apiVersion", "v1");
        options.Set("kind", "DeleteOptions");
        if (query.GracePeriodSeconds is { } seconds)
            options.Set("gracePeriodSeconds", seconds);
        if (query.PropagationPolicy is { } policy)
            options.Set("propagationPolicy", policy);
        if (query.Uid is { } uid)
            options.GetOrAddMap("preconditions").Set("uid", uid);
        if (query.ResourceVersion is { } version)
            options.GetOrAddMap("preconditions").Set("resourceVersion", version);
        return options;
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<WatchEvent> changes, string path)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (Exception error) when (error is IOException or HttpRequestException or DocumentFormatException)
        {
            throw _transport.Unreachable(HttpMethod.Get, path, error);
        }
    }
}
