namespace LightKube.LoadGenerator;

/// <summary>What the comparison with the peers does not ask: pages, protobuf beside JSON, many watchers, everything at once.</summary>
internal sealed class WideLoad(ApiConnection api, LoadOptions options)
{
    private const int PageSize = 500;

    public async Task RunAsync()
    {
        var load = await LoadNamespace.CreateAsync(api, LoadNamespace.Waiting);
        var phase = new Phase(api);
        var (pods, n) = (load.Pods, options.Objects);
        await phase.RunAsync("create", n, options.Workers, load.CreateAsync);
        await phase.RunAsync("get-json", n, options.Workers, i => api.CallAsync(HttpMethod.Get, load.Pod(i % n)));
        await phase.RunAsync("get-protobuf", n, options.Workers, i => api.CallAsync(HttpMethod.Get, load.Pod(i % n), accept: ApiConnection.Protobuf));
        await phase.RunAsync("list-json", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods));
        await phase.RunAsync("list-protobuf", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods, accept: ApiConnection.Protobuf));
        await phase.RunAsync("list-by-page", 20, 2, _ => PagesAsync(pods));
        await phase.RunAsync("list-by-selector", 100, 4, i => api.CallAsync(HttpMethod.Get, $"{pods}?labelSelector=shard%3Ds{i % 10}"));
        await phase.RunAsync("apply-patch", n / 2, options.Workers, load.ApplyAsync);
        await phase.RunAsync("apply-patch-unchanged", n / 2, options.Workers, load.ApplyAsync);
        await phase.RunAsync("mixed", n * 2, options.Workers, i => MixedAsync(load, i, n));
        await new WatchFanOut(api, options, pods).RunAsync();
        await phase.RunAsync("delete", n, options.Workers, load.DeleteAsync);
        await load.RemoveAsync();
    }

    // Of ten calls seven read, one lists a tenth, two change.
    private Task<long> MixedAsync(LoadNamespace load, int i, int n) => (i % 10) switch
    {
        < 7 => api.CallAsync(HttpMethod.Get, load.Pod(i % n)),
        7 when i % 100 == 7 => api.CallAsync(HttpMethod.Get, $"{load.Pods}?resourceVersion=0&labelSelector=shard%3Ds{i % 10}"),
        _ => load.PatchAsync(i % n),
    };

    // One call is all pages of the list.
    private async Task<long> PagesAsync(string pods)
    {
        var size = 0L;
        var next = "";
        do
        {
            var page = await api.ReadAsync($"{pods}?limit={PageSize}&continue={Uri.EscapeDataString(next)}");
            size += page.Length;
            next = ContinueOf(page);
        }
        while (next.Length > 0);
        return size;
    }

    // The list's metadata stand before its items.
    private static string ContinueOf(string page)
    {
        const string Name = "\"continue\":\"";
        var items = page.IndexOf("\"items\":", StringComparison.Ordinal);
        var at = page.AsSpan(0, items < 0 ? page.Length : items).IndexOf(Name, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        at += Name.Length;
        return page[at..page.IndexOf('"', at)];
    }
}
