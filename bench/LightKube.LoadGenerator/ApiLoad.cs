namespace LightKube.LoadGenerator;

/// <summary>The API phases: the same work, in the same order, for any Kubernetes API server.</summary>
internal sealed class ApiLoad(ApiConnection api, LoadOptions options)
{
    public async Task RunAsync()
    {
        var load = await LoadNamespace.CreateAsync(api, LoadNamespace.Lost);
        var phase = new Phase(api);
        var (pods, n) = (load.Pods, options.Objects);
        await phase.RunAsync("create", n, options.Workers, load.CreateAsync);
        await phase.RunAsync("get", n * 2, options.Workers, i => api.CallAsync(HttpMethod.Get, load.Pod(i % n)));
        await phase.RunAsync("list-all", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods + "?resourceVersion=0"));
        await phase.RunAsync("list-consistent", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods));
        await phase.RunAsync("list-selector", 100, 4, i => api.CallAsync(HttpMethod.Get, $"{pods}?resourceVersion=0&labelSelector=shard%3Ds{i % 10}"));
        await phase.RunAsync("merge-patch", n, options.Workers, load.PatchAsync);
        await phase.RunAsync("apply-patch", n / 2, options.Workers, load.ApplyAsync);
        await new WatchFanOut(api, options, pods).RunAsync();
        await phase.RunAsync("delete", n, options.Workers, load.DeleteAsync);
        await load.RemoveAsync();
    }
}
