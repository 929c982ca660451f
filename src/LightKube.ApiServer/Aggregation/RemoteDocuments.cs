using System.Collections.Concurrent;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Foundation.Certificates;

namespace LightKube.ApiServer.Aggregation;

/// <summary>What extension servers say of their group-versions: discovery and OpenAPI. Kept, and called stale while a server does not answer.</summary>
internal sealed class RemoteDocuments
{
    private const string AcceptAggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>The longest that fetching a server's documents may take.</summary>
    private static readonly TimeSpan FetchWithin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Group, string Version), RemoteVersion> _versions = new();

    /// <summary>The version's part of the aggregated discovery document; marked stale when there is no newer one.</summary>
    public RemoteVersion Of(ApiServiceEntry entry) =>
        _versions.GetValueOrDefault((entry.Group, entry.Version)) ?? new RemoteVersion(RemoteDiscovery.Stale(entry.Version, null), RemoteOpenApi.None);

    /// <summary>Forgets what no APIService names any more.</summary>
    public void KeepOnly(IReadOnlyList<ApiServiceEntry> remote)
    {
        foreach (var key in _versions.Keys)
        {
            if (!remote.Any(entry => (entry.Group, entry.Version) == key))
            {
                _versions.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Fetches the documents anew, or marks them stale.</summary>
    public async Task RefreshAsync(ApiServiceEntry entry, RemoteProbe probe, bool isAvailable, CancellationToken cancel)
    {
        var known = _versions.GetValueOrDefault((entry.Group, entry.Version));
        var fetched = isAvailable ? await FetchAsync(entry, probe, known, cancel) : null;
        _versions[(entry.Group, entry.Version)] = fetched
            ?? new RemoteVersion(RemoteDiscovery.Stale(entry.Version, known?.Discovery), known?.OpenApi ?? RemoteOpenApi.None);
    }

    private static async Task<RemoteVersion?> FetchAsync(ApiServiceEntry entry, RemoteProbe probe, RemoteVersion? known, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(FetchWithin);
        try
        {
            var discovery = await FetchDiscoveryAsync(entry, probe, deadline.Token);
            var openApi = await RemoteOpenApi.FetchAsync(entry, probe, known?.OpenApi, deadline.Token);
            return discovery is null ? null : new RemoteVersion(discovery, openApi);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or ApiException or CertificateException or DocumentFormatException)
        {
            // The same as a server that is down: what is known of it is stale.
            return null;
        }
    }

    private static async Task<DocMap?> FetchDiscoveryAsync(ApiServiceEntry entry, RemoteProbe probe, CancellationToken cancel)
    {
        var answer = await probe.GetAsync(entry, entry.Group.Length == 0 ? "/api" : "/apis", AcceptAggregated, cancel);
        if (answer.Status == 200 && answer.ContentType.Contains("APIGroupDiscoveryList", StringComparison.Ordinal)
            && RemoteDiscovery.FromAggregated(JsonDocumentReader.ReadMap(answer.Body), entry.Group, entry.Version) is { } found)
        {
            return found;
        }

        answer = await probe.GetAsync(entry, entry.Path, "application/json", cancel);
        return answer.Status == 200 ? RemoteDiscovery.FromResourceList(JsonDocumentReader.ReadMap(answer.Body), entry.Group, entry.Version) : null;
    }
}

/// <param name="Discovery">An APIVersionDiscovery; frozen.</param>
/// <param name="OpenApi">What its OpenAPI documents are.</param>
internal sealed record RemoteVersion(DocMap Discovery, RemoteOpenApi OpenApi);
