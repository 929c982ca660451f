namespace LightKube.Store.Bench;

/// <summary>Reads of a store with 4,000 keys.</summary>
internal static class ReadLoad
{
    private const int Keys = 4000;
    private const int Readers = 2;

    public static async Task<Measurement> GetAsync(IStore store, double seconds)
    {
        await FillAsync(store);
        return await Load.RunAsync(Readers, seconds, async (caller, n) =>
            await store.GetAsync($"/pods/{(n * 7 + caller) % Keys}") is null ? 0 : 1);
    }

    public static async Task<Measurement> ListAsync(IStore store, double seconds)
    {
        await FillAsync(store);
        var after = new string?[Readers];
        return await Load.RunAsync(Readers, seconds, async (caller, _) =>
        {
            var page = await store.ListAsync(new ListQuery("/pods/", after[caller]));
            after[caller] = page.More ? page.Entries[^1].Key : null;
            return page.Entries.Count;
        });
    }

    private static async Task FillAsync(IStore store) => await Task.WhenAll(
        Enumerable.Range(0, Keys).Select(i => store.WriteAsync(Write.Put($"/pods/{i}", new byte[WriteLoad.ValueBytes])).AsTask()));
}
