using System.Security.Cryptography;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.OpenApi;

namespace LightKube.ApiServer.Aggregation;

/// <summary>What an extension server tells of its group-version in OpenAPI.</summary>
/// <param name="V3Url">Path and query of its OpenAPI 3 document, which it serves itself; null when it has none.</param>
/// <param name="V2">The group-version's part of its OpenAPI 2 document; null when it has none.</param>
/// <param name="V2Hash">Of the whole document, to see that it is still the same.</param>
internal sealed record RemoteOpenApi(string? V3Url, OpenApiParts? V2, string V2Hash)
{
    private const string ReferencePrefix = "#/definitions/";

    public static readonly RemoteOpenApi None = new(null, null, "");

    /// <summary>Asks for the documents; what has not changed is taken over from what is known.</summary>
    public static async Task<RemoteOpenApi> FetchAsync(ApiServiceEntry entry, RemoteProbe probe, RemoteOpenApi? known, CancellationToken cancel)
    {
        var v3 = await FetchV3UrlAsync(entry, probe, cancel);
        if (v3 is not null && known?.V2 is not null && known.V3Url == v3)
        {
            return known; // The URL has the hash of the content.
        }

        var answer = await probe.GetAsync(entry, "/openapi/v2", "application/json", cancel);
        if (answer.Status != 200)
        {
            return new RemoteOpenApi(v3, null, "");
        }

        var hash = Convert.ToHexString(SHA256.HashData(answer.Body));
        return known is not null && known.V2Hash == hash
            ? known with { V3Url = v3 }
            : new RemoteOpenApi(v3, PartOf(JsonDocumentReader.ReadMap(answer.Body), entry), hash);
    }

    private static async Task<string?> FetchV3UrlAsync(ApiServiceEntry entry, RemoteProbe probe, CancellationToken cancel)
    {
        var answer = await probe.GetAsync(entry, "/openapi/v3", "application/json", cancel);
        if (answer.Status != 200)
        {
            return null;
        }

        var paths = JsonDocumentReader.ReadMap(answer.Body).GetMap("paths");
        return paths?.GetMap(entry.Path[1..])?.GetString("serverRelativeURL") is { } url && url.StartsWith('/') ? url : null;
    }

    // The paths below the group-version and the definitions that these need, and no more.
    private static OpenApiParts PartOf(DocMap document, ApiServiceEntry entry)
    {
        var definitions = document.GetMap("definitions") ?? new DocMap();
        var paths = new List<(string, DocMap)>();
        var needed = new SortedDictionary<string, DocMap>(StringComparer.Ordinal);
        foreach (var path in (document.GetMap("paths") ?? new DocMap()).Entries)
        {
            if (path.Value.AsMap is { } item && (path.Key + "/").StartsWith(entry.Path + "/", StringComparison.Ordinal))
            {
                paths.Add((path.Key, item.Freeze()));
                Collect(item, definitions, needed);
            }
        }

        return new OpenApiParts(paths, [.. needed.Select(pair => (pair.Key, pair.Value))]);
    }

    private static void Collect(Value value, DocMap definitions, SortedDictionary<string, DocMap> needed)
    {
        foreach (var item in (value.AsList ?? new DocList()).Items)
        {
            Collect(item, definitions, needed);
        }

        foreach (var entry in (value.AsMap ?? new DocMap()).Entries)
        {
            if (entry.Key != "$ref" || entry.Value.AsString is not { } reference || !reference.StartsWith(ReferencePrefix, StringComparison.Ordinal))
            {
                Collect(entry.Value, definitions, needed);
                continue;
            }

            var name = reference[ReferencePrefix.Length..];
            if (definitions.GetMap(name) is { } definition && needed.TryAdd(name, definition))
            {
                definition.Freeze();
                Collect(definition, definitions, needed);
            }
        }
    }
}
