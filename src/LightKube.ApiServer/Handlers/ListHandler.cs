using System.Buffers;
using System.Globalization;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

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
            new ListRequest(selection, options.ResourceVersion, options.ResourceVersionMatch, options.Limit, options.Continue),
            request.Cancel);
        if (request.Format is { Projection: Projection.Full, Yaml: false } && request.Resource.Conversion is null)
        {
            await WriteBytesAsync(request, page);
            return;
        }

        await ResponseWriter.WriteAsync(request.Http, 200, Project(request, page), request.Format);
    }

    private static async Task WriteBytesAsync(ResourceRequest request, ListPage page)
    {
        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = MediaTypes.Json;
        await using var body = ResponseBody.Open(request.Http, LengthOf(page), exact: false);
        var output = body.Output;
        output.Write(Head(request, page));
        var unflushed = 0;
        for (var i = 0; i < page.Entries.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            var json = page.Entries[i].Json.Span;
            output.Write(json);
            unflushed += json.Length;
            if (unflushed >= HttpLimits.FlushBytes)
            {
                unflushed = 0;
                await output.FlushAsync(request.Cancel);
            }
        }

        output.Write("]}"u8);
        await output.FlushAsync(request.Cancel);
    }

    private static long LengthOf(ListPage page)
    {
        var bytes = 0L;
        for (var i = 0; i < page.Entries.Count; i++)
        {
            bytes += page.Entries[i].Json.Length;
        }

        return bytes;
    }

    private static byte[] Head(ResourceRequest request, ListPage page)
    {
        var head = new DocMap();
        head.Set("kind", request.Resource.Schema.ListKind);
        head.Set("apiVersion", request.Resource.Schema.ApiVersion);
        head.Set("metadata", Metadata(page));
        var json = JsonText.Of(head);
        return Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, json.Length - 1), ",\"items\":["));
    }

    private DocMap Project(ResourceRequest request, ListPage page)
    {
        var documents = page.Entries.Select(entry => StoredObject.Of(request.Resource, entry).Document.Value).ToList();
        if (request.Format.Projection == Projection.Table)
        {
            var table = TableProjection.Table(
                request.Resource.Schema, documents, "", TableProjection.IncludeOf(request.Options), context.Time, withColumns: true);
            table.Set("metadata", Metadata(page));
            return table;
        }

        var partial = request.Format.Projection == Projection.PartialMetadata;
        var list = new DocMap();
        list.Set("kind", partial ? "PartialObjectMetadataList" : request.Resource.Schema.ListKind);
        list.Set("apiVersion", partial ? $"meta.k8s.io/{request.Format.Version}" : request.Resource.Schema.ApiVersion);
        list.Set("metadata", Metadata(page));
        var items = new DocList(documents.Count);
        foreach (var document in documents)
        {
            items.Add(partial ? PartialMetadata.Of(document.Root, request.Format.Version) : document.Root);
        }

        list.Set("items", items);
        return list;
    }

    private static DocMap Metadata(ListPage page)
    {
        var metadata = new DocMap();
        metadata.Set("resourceVersion", page.Revision.ToString(CultureInfo.InvariantCulture));
        if (page.Continue.Length > 0)
        {
            metadata.Set("continue", page.Continue);
            metadata.Set("remainingItemCount", page.Remaining is { } rest ? rest : default(Value));
        }

        return metadata;
    }
}
