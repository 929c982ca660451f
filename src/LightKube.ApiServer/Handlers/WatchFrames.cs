using System.Buffers;
using System.Globalization;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.Client;
using LightKube.Store;

namespace LightKube.ApiServer.Handlers;

/// <summary>Writes watch events for one client: the cache's bytes in a frame, or a projection of them.</summary>
internal sealed class WatchFrames(ResourceRequest request, ApiContext context, WatchOutput output) : IDisposable
{
    private readonly ResponseFormat _format = request.Format;

    // Null when the stored bytes are the event's, or when it is made for this client alone.
    private readonly EncodedAs? _form = EncodedAs.For(request.Format);
    private readonly bool _stored = request.Format is { Projection: Projection.Full, Wire: WireFormat.Json };
    private PooledBuffer? _scratch;
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
        if ((_stored || _form is not null) && ReferenceEquals(entry.Schema, request.Resource.Schema))
        {
            Put(NameOf(type), _form is { } form ? context.Encoded.Of(entry, form) : entry.Json);
        }
        else
        {
            Put(NameOf(type), Project(StoredObject.Of(request.Resource, entry).Document.Value));
        }
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

        Put(NameOf(WatchEventType.Bookmark), Project(new Document(request.Resource.Schema, root)));
    }

    public void WriteError(ApiException error) => Put("ERROR", error.ToStatus());

    public ValueTask FlushAsync(CancellationToken cancel)
    {
        _unflushed = 0;
        return output.FlushAsync(cancel);
    }

    public void Dispose() => _scratch?.Dispose();

    private CacheEntry Departed(CacheEvent change)
    {
        var last = StoredObject.Of(request.Resource, change.Previous!).Document.Value.MutableCopy();
        last.Metadata.ResourceVersion = change.Revision.ToString(CultureInfo.InvariantCulture);
        last.Freeze();
        return new CacheEntry(last.Schema, change.Current.Key, change.Revision, JsonDocumentWriter.ToBytes(last.Root), last);
    }

    private DocMap Project(Document document)
    {
        switch (_format.Projection)
        {
            case Projection.Table:
                var withColumns = !_columnsSent;
                _columnsSent = true;
                return TableProjection.Table(
                    request.Resource.Schema, [document], document.ResourceVersion, TableProjection.IncludeOf(request.Options), context.Time, withColumns);
            case Projection.PartialMetadata:
                return PartialMetadata.Of(document.Root, _format.Version);
            default:
                return document.Root;
        }
    }

    private static string NameOf(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED",
        WatchEventType.Modified => "MODIFIED",
        WatchEventType.Deleted => "DELETED",
        _ => "BOOKMARK",
    };

    private void Put(string type, DocMap root)
    {
        _scratch ??= new PooledBuffer();
        _scratch.Clear();
        DocumentEncoder.Write(_scratch, root, _format.Wire);
        Put(type, _scratch.Written);
    }

    private void Put(string type, ReadOnlyMemory<byte> encoded)
    {
        var writer = output.Writer;
        switch (_format.Wire)
        {
            case WireFormat.Protobuf:
                ProtobufWatchFrame.WriteHead(writer, type, encoded.Length, isFramed: !output.HasMessages);
                writer.Write(encoded.Span);
                break;
            case WireFormat.Cbor:
                CborDocumentWriter.WriteWatchHead(writer, type);
                writer.Write(encoded.Span);
                break;
            default:
                WriteLine(writer, type, encoded.Span);
                break;
        }

        output.EndEvent();
        _unflushed += encoded.Length;
    }

    private static void WriteLine(IBufferWriter<byte> writer, string type, ReadOnlySpan<byte> json)
    {
        var block = new BlockWriter(writer);
        block.Write(type switch
        {
            "MODIFIED" => "{\"type\":\"MODIFIED\",\"object\":"u8,
            "ADDED" => "{\"type\":\"ADDED\",\"object\":"u8,
            "DELETED" => "{\"type\":\"DELETED\",\"object\":"u8,
            "BOOKMARK" => "{\"type\":\"BOOKMARK\",\"object\":"u8,
            _ => "{\"type\":\"ERROR\",\"object\":"u8,
        });
        block.Write(json);
        block.Write("}\n"u8);
        block.Complete();
    }
}
