using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.Client;
using LightKube.Store;

namespace LightKube.ApiServer.Handlers;

/// <summary>Writes watch events for one client: the cache's bytes in a frame, or a projection of them.</summary>
internal sealed class WatchFrames(ResourceRequest request, ApiContext context, PipeWriter output)
{
    private readonly bool _plain = request.Format.Projection == Projection.Full && request.Resource.Conversion is null;
    private bool _columnsSent;
    private int _unflushed;

    /// <summary>True when the client should be given time to take what was written.</summary>
    public bool IsFlushDue => _unflushed >= HttpLimits.FlushBytes;

    /// <summary>Writes what the change is to somebody who sees only what the selection picks.</summary>
    public void Write(Selection selection, CacheEvent change)
    {
        var before = change.Previous is not null && selection.Matches(change.Previous);
        var now = change.Type != StoreEventType.Deleted && selection.Matches(change.Current);
        if (now)
        {
            Write(before ? WatchEventType.Modified : WatchEventType.Added, change.Current);
        }
        else if (before)
        {
            // The object leaves the selection in the state that it had, at the version of the change.
            Write(WatchEventType.Deleted, change.Type == StoreEventType.Deleted ? change.Current : Departed(change));
        }
    }

    public void Write(WatchEventType type, CacheEntry entry)
    {
        Put(Opening(type));
        if (_plain)
        {
            Put(entry.Json.Span);
        }
        else
        {
            JsonDocumentWriter.Write(output, Project(StoredObject.Of(request.Resource, entry).Document.Value));
        }

        Put("}\n"u8);
    }

    public void WriteBookmark(long revision, bool initialEventsEnd)
    {
        var root = new DocMap();
        root.Set("kind", request.Resource.Schema.Kind);
        root.Set("apiVersion", request.Resource.Schema.ApiVersion);
        var metadata = root.GetOrAddMap("metadata");
        metadata.Set("resourceVersion", revision.ToString(CultureInfo.InvariantCulture));
        metadata.Set("creationTimestamp", Value.Null);
        if (initialEventsEnd)
        {
            metadata.GetOrAddMap("annotations").Set("k8s.io/initial-events-end", "true");
        }

        Put(Opening(WatchEventType.Bookmark));
        JsonDocumentWriter.Write(output, _plain ? root : Project(new Document(request.Resource.Schema, root)));
        Put("}\n"u8);
    }

    public void WriteError(ApiException error)
    {
        Put("{\"type\":\"ERROR\",\"object\":"u8);
        JsonDocumentWriter.Write(output, error.ToStatus());
        Put("}\n"u8);
    }

    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        _unflushed = 0;
        var result = await output.FlushAsync(cancel);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client closed the watch.", cancel);
        }
    }

    private static CacheEntry Departed(CacheEvent change)
    {
        var last = change.Previous!.Document(keep: false).MutableCopy();
        last.Metadata.ResourceVersion = change.Revision.ToString(CultureInfo.InvariantCulture);
        last.Freeze();
        return new CacheEntry(last.Schema, change.Current.Key, change.Revision, JsonDocumentWriter.ToBytes(last.Root), last);
    }

    private DocMap Project(Document document)
    {
        switch (request.Format.Projection)
        {
            case Projection.Table:
                var withColumns = !_columnsSent;
                _columnsSent = true;
                return TableProjection.Table(
                    request.Resource.Schema, [document], document.ResourceVersion, TableProjection.IncludeOf(request.Options), context.Time, withColumns);
            case Projection.PartialMetadata:
                return PartialMetadata.Of(document.Root, request.Format.Version);
            default:
                return document.Root;
        }
    }

    private static ReadOnlySpan<byte> Opening(WatchEventType type) => type switch
    {
        WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
        WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
        WatchEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
        _ => "{\"type\":\"BOOKMARK\",\"object\":"u8,
    };

    private void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _unflushed += bytes.Length;
    }
}
