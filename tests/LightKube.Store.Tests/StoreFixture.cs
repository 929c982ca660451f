using System.Text;
using LightKube.Testing.Time;

namespace LightKube.Store.Tests;

/// <summary>What every test of a store has: the store, its clock, and short words for what tests do.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal abstract class StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    protected TRig Rig { get; } = new();

    protected FakeTimeProvider Time { get; } = new();

    protected KeyValueStore Store { get; set; } = null!;

    [SetUp]
    public void OpenStore() => Store = Rig.Open(Time);

    [TearDown]
    public async Task CloseStore()
    {
        await Store.DisposeAsync();
        Rig.Dispose();
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    /// <summary>Writes, and insists on success; returns the revision.</summary>
    protected async Task<long> PutAsync(string key, string value, Durability durability = Durability.Full)
    {
        var result = await Store.WriteAsync(Write.Put(key, Bytes(value)) with { Durability = durability });
        Assert.That(result.Succeeded, Is.True);
        return result.Revision;
    }

    protected async Task<long> DeleteAsync(string key, string lastState = "")
    {
        var result = await Store.WriteAsync(Write.Delete(key, lastState: Bytes(lastState)));
        Assert.That(result.Succeeded, Is.True);
        return result.Revision;
    }

    protected async Task<string?> GetAsync(string key, long atRevision = 0) =>
        await Store.GetAsync(key, atRevision) is { } entry ? Text(entry.Value) : null;

    protected async Task<string[]> ListAsync(string prefix, long atRevision = 0)
    {
        var page = await Store.ListAsync(new ListQuery(prefix, AtRevision: atRevision));
        return [.. page.Entries.Select(entry => $"{entry.Key}={Text(entry.Value)}")];
    }

    /// <summary>Reads a watch until it has given a number of events.</summary>
    protected static async Task<List<StoreEvent>> ReadAsync(IStoreWatch watch, int count)
    {
        var events = new List<StoreEvent>();
        while (events.Count < count)
            events.AddRange((await watch.ReadAsync(TestContext.CurrentContext.CancellationToken)).Events);
        return events;
    }

    /// <summary>Lets the clock tick and the store do what is then due.</summary>
    protected async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);

        // Upkeep goes in the order of its steps: a second request is answered when the first one's step has ended.
        await Store.CompactAsync(1);
        await Store.CompactAsync(1);
    }

    protected static StoreException Error(Func<Task> act, StoreError error)
    {
        var exception = Assert.ThrowsAsync<StoreException>(act)!;
        Assert.That(exception.Error, Is.EqualTo(error), exception.Message);
        return exception;
    }
}
