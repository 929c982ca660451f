using LightKube.Api.Documents;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Http;

/// <summary>Sends one object in the shape that the client asked for.</summary>
public static class ObjectResponse
{
    public static Task WriteAsync(ResourceRequest request, ApiContext context, int status, StoredObject result)
    {
        if (request.Format is { Projection: Projection.Full, Wire: WireFormat.Json })
        {
            // The bytes of the cache, or of the write that just happened.
            return ResponseWriter.WriteJsonAsync(request.Http, status, result.Json);
        }

        if (result.Entry is { } entry && EncodedAs.For(request.Format) is { } form)
        {
            request.Http.Response.StatusCode = status;
            return ResponseWriter.WriteBytesAsync(request.Http, request.Format.ContentType, context.Encoded.Of(entry, form));
        }

        return ResponseWriter.WriteAsync(request.Http, status, Project(request, context, result.Document.Value), request.Format);
    }

    private static DocMap Project(ResourceRequest request, ApiContext context, Document document) => request.Format.Projection switch
    {
        Projection.Table => TableProjection.Table(
            request.Resource.Schema, [document], document.ResourceVersion, TableProjection.IncludeOf(request.Options), context.Time, withColumns: true),
        Projection.PartialMetadata => PartialMetadata.Of(document.Root, request.Format.Version),
        _ => document.Root,
    };
}
