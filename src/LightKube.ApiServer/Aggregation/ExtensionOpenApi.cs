using System.Text;
using LightKube.Api.OpenApi;
using LightKube.ApiServer.Authentication;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Aggregation;

/// <summary>What extension servers add to this one's OpenAPI documents.</summary>
internal sealed class ExtensionOpenApi(ApiServiceTable table, RemoteDocuments documents, AggregationProxy proxy)
{
    private const string Root = "/openapi/v3/";

    /// <summary>The parts of the OpenAPI 2 document.</summary>
    public IReadOnlyList<OpenApiParts> V2 => [.. Known().Where(known => known.OpenApi.V2 is not null).Select(known => known.OpenApi.V2!)];

    /// <summary>Another text whenever <see cref="V2"/> is another; empty for no extension server.</summary>
    public string V2Hash
    {
        get
        {
            var hash = new StringBuilder();
            foreach (var (_, openApi) in Known())
            {
                hash.Append(openApi.V2Hash);
            }

            return hash.ToString();
        }
    }

    /// <summary>Group-version paths (<c>apis/GROUP/VERSION</c>) and the URLs of their OpenAPI 3 documents.</summary>
    public IEnumerable<(string Path, string Url)> V3 => Known()
        .Where(known => known.OpenApi is { V3Url: not null } or { V2: not null })
        .Select(known => (known.Entry.Path[1..], V3UrlOf(known)));

    /// <summary>What a server that publishes OpenAPI 2 alone tells of a group-version, with the hash of its document; null for any other.</summary>
    public (OpenApiParts Parts, string Hash)? FindV2Only(string groupVersionPath)
    {
        foreach (var (entry, openApi) in Known())
        {
            if (openApi is { V3Url: null, V2: { } parts } && entry.Path[1..] == groupVersionPath)
            {
                return (parts, openApi.V2Hash);
            }
        }

        return null;
    }

    /// <summary>Lets the extension server answer for its OpenAPI 3 document; null when the path is none of these.</summary>
    public Task? TryServeV3(HttpContext http, string groupVersionPath, UserInfo user)
    {
        foreach (var (entry, openApi) in Known())
        {
            if (openApi.V3Url is { } url && entry.Path[1..] == groupVersionPath)
            {
                var path = url.IndexOf('?') is >= 0 and var at ? url[..at] : url;
                return proxy.ForwardAsync(http, entry, user, path + http.Request.QueryString.ToUriComponent());
            }
        }

        return null;
    }

    private IEnumerable<(ApiServiceEntry Entry, RemoteOpenApi OpenApi)> Known() => table.Current.Remote.Select(entry => (entry, documents.Of(entry).OpenApi));

    // The hash is the server's, the path ours.
    private static string V3UrlOf((ApiServiceEntry Entry, RemoteOpenApi OpenApi) known)
    {
        var query = known.OpenApi.V3Url is not { } url ? $"?hash={known.OpenApi.V2Hash}" : url.IndexOf('?') is >= 0 and var at ? url[at..] : "";
        return Root + known.Entry.Path[1..] + query;
    }
}
