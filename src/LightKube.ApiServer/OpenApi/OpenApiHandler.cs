using System.IO.Compression;
using System.Security.Cryptography;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.OpenApi;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.OpenApi;

/// <summary>Serves <c>/openapi/v2</c> and <c>/openapi/v3</c>. A document is made when it is first asked for, and kept compressed.</summary>
/// <remarks>When custom kinds come or go, only the documents that they are in are made anew.</remarks>
internal sealed class OpenApiHandler(ResourceCatalog catalog, IReadOnlyList<KindSchema> createOnly, string version, ExtensionOpenApi extensions)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Document> _documents = new(StringComparer.Ordinal);

    /// <param name="Kinds">What it describes.</param>
    /// <param name="Gzip">The document, compressed.</param>
    /// <param name="Hash">Of the document, for ETag and the index.</param>
    /// <param name="Others">What stands for its parts from elsewhere.</param>
    private sealed record Document(IReadOnlyList<KindSchema> Kinds, byte[] Gzip, string Hash, string Others);

    private List<KindSchema> Kinds => [.. catalog.All.Select(static resource => resource.Schema), .. createOnly];

    public void Register(PathDispatcher paths)
    {
        paths.Add("/openapi/v2", ServeV2Async);
        paths.Add("/openapi/v3", ServeIndexAsync);
        paths.Add("/openapi/v3/*", ServeV3Async);
    }

    private Task ServeV2Async(HttpContext http, RequestInfo info, UserInfo user)
    {
        var protobuf = http.Request.Headers.Accept.ToString().Contains("application/com.github.proto-openapi.spec.v2", StringComparison.Ordinal);
        var kinds = Kinds;
        var others = extensions.V2;
        var document = Get(protobuf ? "v2 protobuf" : "v2", kinds, extensions.V2Hash, output =>
        {
            if (protobuf)
            {
                OpenApiDocuments.WriteV2Protobuf(output, kinds, version, others);
            }
            else
            {
                OpenApiDocuments.WriteV2(output, kinds, version, others);
            }
        });
        return SendAsync(http, document, protobuf ? OpenApiDocuments.V2ProtobufMediaType : MediaTypes.Json);
    }

    private Task ServeIndexAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        var paths = new DocMap();
        foreach (var path in GroupVersionPaths())
        {
            var entry = new DocMap();
            entry.Set("serverRelativeURL", $"/openapi/v3/{path}?hash={V3(path).Hash}");
            paths.Set(path, entry);
        }

        foreach (var (path, url) in extensions.V3)
        {
            var entry = new DocMap();
            entry.Set("serverRelativeURL", url);
            paths.Set(path, entry);
        }

        var index = new DocMap();
        index.Set("paths", paths);
        return ResponseWriter.WriteAsync(http, 200, index, ResponseFormat.Json);
    }

    private Task ServeV3Async(HttpContext http, RequestInfo info, UserInfo user)
    {
        var path = info.Path["/openapi/v3/".Length..];
        if (extensions.TryServeV3(http, path, user) is { } served)
        {
            return served;
        }

        var converted = extensions.FindV2Only(path);
        if (converted is null && !GroupVersionPaths().Contains(path))
        {
            throw new ApiException(404, StatusReason.NotFound, "the server could not find the requested resource");
        }

        if (http.Request.Query.ContainsKey("hash"))
        {
            // The hash names the content, so a cache may keep it.
            http.Response.Headers.CacheControl = "public, immutable";
        }

        return SendAsync(http, converted is var (parts, hash) ? Converted(path, parts, hash) : V3(path), MediaTypes.Json);
    }

    private IEnumerable<string> GroupVersionPaths() =>
        Kinds.Select(kind => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}").Distinct();

    private Document V3(string path)
    {
        var segments = path.Split('/');
        var (group, groupVersion) = segments.Length == 2 ? ("", segments[1]) : (segments[1], segments[2]);
        var ofGroup = Kinds.Where(kind => kind.Group == group && kind.Version == groupVersion).ToList();
        return Get("v3 " + path, ofGroup, "", output => OpenApiDocuments.WriteV3(output, ofGroup, version));
    }

    private Document Converted(string path, OpenApiParts parts, string hash) =>
        Get("v3 " + path, [], hash, output => OpenApiDocuments.WriteV3(output, OpenApiConversion.ToV3(parts), version));

    // A document is made anew when its kinds or its parts from elsewhere are others.
    private Document Get(string name, IReadOnlyList<KindSchema> kinds, string others, Action<PooledBuffer> write)
    {
        lock (_lock)
        {
            if (_documents.TryGetValue(name, out var known) && known.Others == others && known.Kinds.SequenceEqual(kinds))
            {
                return known;
            }

            using var buffer = new PooledBuffer(64 * 1024);
            write(buffer);
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(buffer.Written.Span);
            }

            var document = new Document(kinds, compressed.ToArray(), Convert.ToHexString(SHA512.HashData(buffer.Written.Span)), others);
            _documents[name] = document;
            return document;
        }
    }

    private static async Task SendAsync(HttpContext http, Document document, string contentType)
    {
        var etag = $"\"{document.Hash}\"";
        http.Response.Headers.ETag = etag;
        http.Response.Headers.Vary = "Accept-Encoding, Accept";
        if (http.Request.Headers.IfNoneMatch == etag)
        {
            http.Response.StatusCode = 304;
            return;
        }

        http.Response.StatusCode = 200;
        http.Response.ContentType = contentType;
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            http.Response.ContentLength = document.Gzip.Length;
            await http.Response.BodyWriter.WriteAsync(document.Gzip, http.RequestAborted);
            return;
        }

        await using var plain = new GZipStream(new MemoryStream(document.Gzip), CompressionMode.Decompress);
        await plain.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
