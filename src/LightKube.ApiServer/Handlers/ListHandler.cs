using LightKube.Api.Documents;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Handlers;

/// <summary>GET of a collection: the cache's bytes, joined.</summary>
public sealed class ListHandler(ApiContext context)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var options = request.Options;
        var selection = Selection.Parse(request.Resource, request.Info.Namespace, options.LabelSelector, options.FieldSelector);
        var page = await context.Lister.ListAsync(
            request.Resource.Cache,
            new ListRequest(selection, options.ResourceVersion, options.ResourceVersionMatch, options.Limit, options.Continue, options.SendInitialEvents),
            request.Cancel);
        await request.Resource.PrepareAsync(page.Entries, request.Cancel);
        await WriteAsync(request, page);
    }

    /// <summary>Answers with the page's objects, which are prepared.</summary>
    public Task WriteAsync(ResourceRequest request, ListPage page)
    {
        var format = request.Format;
        var form = EncodedAs.For(format);
        if (!request.Resource.Serves(page.Entries) || (form is null && format is not { Projection: Projection.Full, Wire: WireFormat.Json }))
        {
            return ResponseWriter.WriteAsync(request.Http, 200, Project(request, page), format);
        }

        var response = new ListResponse(request.Http, context.Encoded, request.Cancel);
        var head = Head(request, page);
        return format.Wire switch
        {
            WireFormat.Protobuf => response.WriteProtobufAsync(head, ItemOf(request), page.Entries, form!.Value),
            WireFormat.Cbor => response.WriteCborAsync(head, page.Entries, form!.Value),
            _ => response.WriteJsonAsync(head, page.Entries, form),
        };
    }

    private DocMap Project(ResourceRequest request, ListPage page)
    {
        var documents = page.Entries.Select(entry => StoredObject.Of(request.Resource, entry).Document.Value).ToList();
        if (request.Format.Projection == Projection.Table)
        {
            var table = TableProjection.Table(
                request.Resource.Schema, documents, "", TableProjection.IncludeOf(request.Options), context.Time, withColumns: true);
            table.Set("metadata", ListResponse.Metadata(page));
            return table;
        }

        var list = Head(request, page);
        var items = new DocList(documents.Count);
        foreach (var document in documents)
        {
            items.Add(request.Format.Projection == Projection.PartialMetadata ? PartialMetadata.Of(document.Root, request.Format.Version) : document.Root);
        }

        list.Set("items", items);
        return list;
    }

    private static DocMap Head(ResourceRequest request, ListPage page) => request.Format.Projection == Projection.PartialMetadata
        ? ListResponse.Head($"meta.k8s.io/{request.Format.Version}", "PartialObjectMetadataList", page)
        : ListResponse.Head(request.Resource.Schema.ApiVersion, request.Resource.Schema.ListKind, page);

    private static (string ApiVersion, string Kind) ItemOf(ResourceRequest request) => request.Format.Projection == Projection.PartialMetadata
        ? ("meta.k8s.io/v1", "PartialObjectMetadata")
        : (request.Resource.Schema.ApiVersion, request.Resource.Schema.Kind);
}
