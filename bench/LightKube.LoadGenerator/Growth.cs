namespace LightKube.LoadGenerator;

/// <summary>How cost grows: the same calls at more and more objects, then the same changes under more and more watchers.</summary>
internal sealed class Growth(ApiConnection api, LoadOptions options)
{
    private static readonly int[] Sizes = [1_000, 5_000, 10_000, 20_000, 50_000];
    private static readonly int[] Watchers = [10, 50, 200, 1_000];

    public async Task RunAsync()
    {
        var load = await LoadNamespace.CreateAsync(api, LoadNamespace.Waiting);
        var phase = new Phase(api);
        var present = 0;
        foreach (var size in Sizes)
        {
            var from = present;
            await phase.RunAsync($"create-to-{size}", size - from, options.Workers, i => load.CreateAsync(from + i));
            await phase.RunAsync($"get-of-{size}", 10_000, options.Workers, i => api.CallAsync(HttpMethod.Get, load.Pod(i * 7 % size)));
            await phase.RunAsync($"patch-of-{size}", 2_000, options.Workers, i => load.PatchAsync(i * 7 % size));
            await phase.RunAsync($"list-of-{size}", 10, 2, _ => api.CallAsync(HttpMethod.Get, load.Pods + "?resourceVersion=0"));
            present = size;
        }

        // Changes of a tenth of the objects reach each watcher.
        foreach (var watchers in Watchers)
        {
            var few = options with { Watchers = watchers, Objects = 40_000 / watchers };
            Phase.Print($$"""{"phase":"watchers","watchers":{{watchers}}}""");
            var side = await LoadNamespace.CreateAsync(api, LoadNamespace.Waiting);
            await phase.RunAsync($"create-for-{watchers}", few.Objects, options.Workers, side.CreateAsync);
            await new WatchFanOut(api, few, side.Pods).RunAsync();
            await side.RemoveAsync();
        }
    }
}
