using System.Diagnostics;
using LightKube.Store;
using LightKube.Store.Bench;
using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// store-bench [folder] [seconds a case]: writes and reads a second on each engine, on the disk that the folder is on.
var folder = Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), $"store-bench-{Environment.ProcessId}");
var seconds = args.Length > 1 ? double.Parse(args[1], null) : 4;

Console.WriteLine($"{"case",-34} {"a second",10} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"B alloc",8} {"a commit",9}");
foreach (var engine in new[] { "memory", "sqlite" })
{
    foreach (var callers in new[] { 1, 32, 256 })
    {
        await RunAsync(engine, store => WriteLoad.CreateAsync(store, callers, seconds), $"create, {callers} callers");
        if (callers > 1)
            await RunAsync(engine, store => WriteLoad.UpdateAsync(store, callers, seconds), $"update, {callers} callers");
    }

    await RunAsync(engine, store => WriteLoad.BeatAsync(store, 32, seconds), "relaxed update, 32 callers");
    await RunAsync(engine, store => ReadLoad.GetAsync(store, seconds), "get, 2 callers");
    await RunAsync(engine, store => ReadLoad.ListAsync(store, seconds), "entries listed, 500 a page");
}

Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");

async Task RunAsync(string engine, Func<IStore, Task<Measurement>> load, string name)
{
    await using (var store = Open(engine))
        (await load(store)).Print($"{engine} {name}", store.Statistics);
    if (Directory.Exists(folder))
        Directory.Delete(folder, recursive: true);
}

KeyValueStore Open(string engine) => engine == "memory"
    ? KeyValueStore.InMemory(new StoreOptions(), TimeProvider.System, NullLogger.Instance)
    : SqliteStore.Open(
        new SqliteStoreOptions { Path = Path.Combine(folder, "state.db") }, TimeProvider.System, NullLogger.Instance);
