using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Discovery;

/// <summary>Serves /api, /apis and what lies directly below.</summary>
internal sealed class DiscoveryHandler(ResourceCatalog catalog, IReadOnlyList<KindSchema> createOnly, MergedDiscovery merged)
{
    // Of one state of the catalog; two requests that see a new one may both make it.
    private volatile DiscoveryDocuments _documents = new(catalog.Current, createOnly);

    public void Register(PathDispatcher paths)
    {
        paths.Add("/api", HandleAsync);
        paths.Add("/apis", HandleAsync);
        paths.Add("/api/*", HandleAsync);
        paths.Add("/apis/*", HandleAsync);
    }

    private Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (info.Verb is not ("get" or "head"))
        {
            throw ApiException.MethodNotAllowed("discovery documents can only be read");
        }

        var format = Negotiation.Choose(http.Request.Headers.Accept, new ResponseOffer(Protobuf: true, Discovery: true));
        var segments = info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var documents = Current();
        var aggregated = format.As == "APIGroupDiscoveryList";
        DocMap? document = segments switch
        {
            ["api"] => aggregated ? documents.Aggregated(core: true, format.Version) : DiscoveryDocuments.LegacyVersions(http.Request.Host.Value ?? ""),
            ["apis"] => aggregated ? merged.Aggregated(documents.Aggregated(core: false, format.Version)) : merged.Groups(documents.Groups()),
            ["api", var version] => documents.Resources("", version),
            ["apis", var group] => merged.Group(documents.Group(group), group),
            ["apis", var group, var version] => documents.Resources(group, version),
            _ => null,
        };
        if (document is null)
        {
            throw new ApiException(404, StatusReason.NotFound, "the server could not find the requested resource");
        }

        return WriteAsync(http, document, aggregated && segments.Length == 1, format);
    }

    private DiscoveryDocuments Current()
    {
        var documents = _documents;
        return documents.IsOf(catalog.Current) ? documents : _documents = new DiscoveryDocuments(catalog.Current, createOnly);
    }

    // Clients tell the aggregated form by the content type that comes back.
    private static Task WriteAsync(HttpContext http, DocMap document, bool aggregated, ResponseFormat format)
    {
        if (!aggregated)
        {
            return ResponseWriter.WriteAsync(http, 200, document, format);
        }

        http.Response.Headers.Vary = "Accept";
        return ResponseWriter.WriteAsync(http, 200, document, format, $";g=apidiscovery.k8s.io;v={format.Version};as=APIGroupDiscoveryList");
    }
}
