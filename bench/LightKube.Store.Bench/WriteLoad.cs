namespace LightKube.Store.Bench;

/// <summary>Writes of 2 KiB, the size of a small Pod.</summary>
internal static class WriteLoad
{
    public const int ValueBytes = 2048;

    private static readonly byte[] Value = new byte[ValueBytes];

    public static Task<Measurement> CreateAsync(IStore store, int callers, double seconds) =>
        Load.RunAsync(callers, seconds, async (caller, n) =>
        {
            await store.WriteAsync(Write.Create($"/pods/namespace-{caller}/pod-{n}", Value, 40));
            return 1;
        });

    /// <summary>Each caller updates a hundred keys of its own in turn.</summary>
    public static Task<Measurement> UpdateAsync(IStore store, int callers, double seconds) =>
        Load.RunAsync(callers, seconds, async (caller, n) =>
        {
            await store.WriteAsync(Write.Put($"/pods/namespace-{caller}/pod-{n % 100}", Value, 40));
            return 1;
        });

    public static Task<Measurement> BeatAsync(IStore store, int callers, double seconds) =>
        Load.RunAsync(callers, seconds, async (caller, _) =>
        {
            await store.WriteAsync(Write.Put($"/leases/node-{caller}", Value, 40) with { Durability = Durability.Relaxed });
            return 1;
        });
}
