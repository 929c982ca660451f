using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Client;

/// <summary>
/// The API as every component sees it, whether it runs in the server's process or talks to it over HTTPS.
/// </summary>
/// <remarks>
/// Documents that come out are frozen and shared: take a <see cref="Document.MutableCopy"/> to change one. Every method
/// throws <see cref="Api.Errors.ApiException"/> with the code and reason that an HTTP client would have got.
/// </remarks>
public interface IClient
{
    /// <summary>The object. NotFound when there is none.</summary>
    Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel);

    /// <summary>The objects that the query picks, in key order.</summary>
    Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel);

    /// <summary>
    /// The changes after <see cref="ListQuery.ResourceVersion"/> in order, bookmarks included. Ends when the server ends it; Expired (410)
    /// when the version is too old: list again.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, CancellationToken cancel);

    /// <summary>Creates the object in the namespace that it names.</summary>
    Task<Document> CreateAsync(Document document, CancellationToken cancel);

    /// <summary>Replaces the object, or with a subresource (<c>status</c>) that part of it. Conflict when its resourceVersion is no longer the newest.</summary>
    Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel);

    /// <summary>Patches the object or a subresource of it.</summary>
    Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel);

    /// <summary>Deletes the object, or marks it for deletion.</summary>
    Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel);

    /// <summary>Posts to a subresource that takes an object of its own: <c>binding</c>, <c>eviction</c>, <c>token</c>.</summary>
    /// <returns>The answer: the posted kind filled in, or a Status.</returns>
    Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel);
}

/// <summary>What to list or watch. Defaults mean everything.</summary>
public sealed record ListQuery
{
    /// <summary>Null for all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>As on the command line: <c>app=web,tier!=cache</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As on the command line: <c>spec.nodeName=a</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>For a list: 0 takes what the cache has, empty the newest. For a watch: where to go on.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Objects a page; 0 for all in one.</summary>
    public int Limit { get; init; }

    /// <summary>The token of the page before.</summary>
    public string Continue { get; init; } = "";

    /// <summary>A watch starts with the present objects as ADDED and a bookmark with annotation <c>k8s.io/initial-events-end</c>.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>The caller will not hold on to the documents. A server in the same process then need not either.</summary>
    public bool Passing { get; init; }
}

/// <summary>A list as of one version.</summary>
/// <param name="Items">Frozen documents.</param>
/// <param name="ResourceVersion">From which a watch goes on.</param>
/// <param name="Continue">The token of the next page, or empty.</param>
public sealed record ListResult(IReadOnlyList<Document> Items, string ResourceVersion, string Continue);

public enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

/// <summary>One change. A bookmark's object holds only its kind and resourceVersion.</summary>
public readonly record struct WatchEvent(WatchEventType Type, Document Object);

public enum PatchType
{
    Json,
    Merge,
    StrategicMerge,
    Apply,
}

/// <summary>A patch and how to read it.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Body">A list for JSON patch, else a map.</param>
public sealed record Patch(PatchType Type, Value Body)
{
    /// <summary>Who owns the fields, for apply.</summary>
    public string? FieldManager { get; init; }

    public bool Force { get; init; }
}

/// <summary>How to delete.</summary>
public sealed record DeleteQuery
{
    public static readonly DeleteQuery Default = new();

    /// <summary>Null for the object's own.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the kind's own.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Conflict when the object has another uid.</summary>
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}
