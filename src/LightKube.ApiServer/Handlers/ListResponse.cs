using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Writes a list by joining the bytes of its items, whatever they are encoded as.</summary>
internal sealed class ListResponse(HttpContext http, EncodedObjects encoded, CancellationToken cancel)
{
    private int _unflushed;

    /// <summary>The list without its items.</summary>
    public static DocMap Head(string apiVersion, string kind, ListPage page)
    {
        var head = new DocMap(4);
        head.Set("kind", kind);
        head.Set("apiVersion", apiVersion);
        head.Set("metadata", Metadata(page));
        return head;
    }

    public static DocMap Metadata(ListPage page)
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

    public async Task WriteJsonAsync(DocMap head, IReadOnlyList<CacheEntry> entries, EncodedAs? form)
    {
        await using var body = Start(MediaTypes.Json, entries.Sum(entry => (long)entry.Json.Length), exact: false);
        var output = body.Output;
        var json = JsonDocumentWriter.ToBytes(head);
        output.Write(json.AsSpan(0, json.Length - 1));
        output.Write(",\"items\":["u8);
        for (var i = 0; i < entries.Count;)
        {
            i = WriteSome(output, entries, i, form);
            await FlushAsync(output);
        }

        output.Write("]}"u8);
        await output.FlushAsync(cancel);
    }

    // Each call of the writer takes locks, so its blocks are filled here, and handed back when they are full.
    private int WriteSome(PipeWriter output, IReadOnlyList<CacheEntry> entries, int from, EncodedAs? form)
    {
        var block = new BlockWriter(output);
        var i = from;
        for (; i < entries.Count && block.Written < HttpLimits.FlushBytes; i++)
        {
            if (i > 0)
            {
                block.Write(","u8);
            }

            block.Write((form is { } known ? encoded.Of(entries[i], known) : entries[i].Json).Span);
        }

        block.Complete();
        return i;
    }

    public async Task WriteCborAsync(DocMap head, IReadOnlyList<CacheEntry> entries, EncodedAs form)
    {
        await using var body = Start(MediaTypes.Cbor, entries.Sum(entry => (long)entry.Json.Length), exact: false);
        var output = body.Output;
        CborDocumentWriter.WriteListStart(output, head, "items", entries.Count);
        foreach (var entry in entries)
        {
            await WriteItemAsync(output, encoded.Of(entry, form)[CborDocumentWriter.PrefixBytes..]);
        }

        await output.FlushAsync(cancel);
    }

    /// <param name="head">The list without its items.</param>
    /// <param name="item">The apiVersion and kind of the items.</param>
    /// <param name="entries">The items.</param>
    /// <param name="form">What they are encoded as.</param>
    public async Task WriteProtobufAsync(DocMap head, (string ApiVersion, string Kind) item, IReadOnlyList<CacheEntry> entries, EncodedAs form)
    {
        // The length stands before the items, so each is looked at twice; one that was dropped meanwhile is made again.
        var list = new ProtobufList(head, item.ApiVersion, item.Kind);
        foreach (var entry in entries)
        {
            list.Count(encoded.LengthOf(entry, form));
        }

        await using var body = Start(MediaTypes.Protobuf, list.Length, exact: true);
        var output = body.Output;
        list.WriteHead(output);
        foreach (var entry in entries)
        {
            await WriteItemAsync(output, list.Begin(output, encoded.Of(entry, form)));
        }

        ProtobufList.WriteTail(output);
        await output.FlushAsync(cancel);
    }

    private ResponseBody Start(string contentType, long bytes, bool exact)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = contentType;
        return ResponseBody.Open(http, bytes, exact);
    }

    private ValueTask WriteItemAsync(PipeWriter output, ReadOnlyMemory<byte> item)
    {
        output.Write(item.Span);
        _unflushed += item.Length;
        return _unflushed < HttpLimits.FlushBytes ? ValueTask.CompletedTask : FlushAsync(output);
    }

    private async ValueTask FlushAsync(PipeWriter output)
    {
        _unflushed = 0;
        await output.FlushAsync(cancel);
    }
}
