namespace LightKube.Store.Tests.Conformance;

[TestFixture(typeof(MemoryRig))]
[TestFixture(typeof(SqliteRig))]
internal sealed class RelaxedWrites<TRig> : StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    [Test]
    public async Task A_relaxed_update_is_visible_at_once_like_any_other()
    {
        await using var watch = Store.Watch(new WatchQuery("/"));
        var first = await PutAsync("/lease", "1", Durability.Relaxed);
        var second = await PutAsync("/lease", "2", Durability.Relaxed);
        await PutAsync("/pod", "1");
        var third = await PutAsync("/lease", "3", Durability.Relaxed);

        Assert.That(third, Is.EqualTo(5));
        Assert.That(await GetAsync("/lease"), Is.EqualTo("3"));
        Assert.That(await GetAsync("/lease", first), Is.EqualTo("1"));
        Assert.That(await GetAsync("/lease", second), Is.EqualTo("2"));
        Assert.That(await ListAsync("/"), Is.EqualTo(new[] { "/lease=3", "/pod=1" }));
        Assert.That(await ListAsync("/", second), Is.EqualTo(new[] { "/lease=2" }));
        Assert.That((await ReadAsync(watch, 4)).Select(item => item.Revision), Is.EqualTo(new[] { 2L, 3, 4, 5 }));
    }

    [Test]
    public async Task Relaxed_updates_are_part_of_history()
    {
        await PutAsync("/lease", "1", Durability.Relaxed);
        await PutAsync("/pod", "1");
        await PutAsync("/lease", "2", Durability.Relaxed);
        await PutAsync("/lease", "3");
        await PutAsync("/lease", "4", Durability.Relaxed);
        await PutAsync("/lease", "5", Durability.Relaxed);
        await DeleteAsync("/lease", "last");
        await using var watch = Store.Watch(new WatchQuery("/lease", 1, WithPrevious: true));

        var events = await ReadAsync(watch, 6);

        Assert.That(
            events.Select(item => $"{item.Type} {Text(item.PreviousValue)}>{Text(item.Value)}"),
            Is.EqualTo(new[] { "Created >1", "Updated 1>2", "Updated 2>3", "Updated 3>4", "Updated 4>5", "Deleted 5>last" }));
    }

    [Test]
    public async Task Expectations_hold_for_relaxed_updates_too()
    {
        await PutAsync("/lease", "1", Durability.Relaxed);
        var second = await PutAsync("/lease", "2", Durability.Relaxed);

        var late = await Store.WriteAsync(
            Write.Update("/lease", 2, Bytes("x")) with { Durability = Durability.Relaxed, ReturnCurrent = true });
        var right = await Store.WriteAsync(Write.Update("/lease", second, Bytes("3")) with { Durability = Durability.Relaxed });

        Assert.That((late.Succeeded, late.Revision, Text(late.Value)), Is.EqualTo((false, second, "2")));
        Assert.That(right.Succeeded, Is.True);
    }

    [Test]
    public async Task A_deleted_lease_does_not_come_back_when_history_is_compacted()
    {
        await PutAsync("/lease", "1", Durability.Relaxed);
        await PutAsync("/lease", "2", Durability.Relaxed);
        await PutAsync("/lease", "3", Durability.Relaxed);
        await DeleteAsync("/lease");
        await PutAsync("/pod", "1");
        await Store.CompactAsync(Store.CurrentRevision);

        Assert.That(await GetAsync("/lease"), Is.Null);
        Assert.That(await ListAsync("/"), Is.EqualTo(new[] { "/pod=1" }));
        Assert.That(await Store.CountAsync("/"), Is.EqualTo(1));
    }

    [Test]
    public async Task Compaction_keeps_the_newest_relaxed_update()
    {
        await PutAsync("/lease", "1", Durability.Relaxed);
        await PutAsync("/lease", "2", Durability.Relaxed);
        var third = await PutAsync("/lease", "3", Durability.Relaxed);
        await PutAsync("/lease", "4", Durability.Relaxed);
        await Store.CompactAsync(third);

        Assert.That(await GetAsync("/lease", third), Is.EqualTo("3"));
        Assert.That(await GetAsync("/lease"), Is.EqualTo("4"));
        await Store.CompactAsync(Store.CurrentRevision);
        Assert.That(await GetAsync("/lease"), Is.EqualTo("4"));
    }

    [Test]
    public async Task Pages_merge_relaxed_updates_in_order()
    {
        for (var i = 0; i < 9; i++)
        {
            await PutAsync($"/{i}", "old", Durability.Relaxed);
            if (i % 2 == 0)
                await PutAsync($"/{i}", "new", Durability.Relaxed);
        }

        var first = await Store.ListAsync(new ListQuery("/", Limit: 4));
        var second = await Store.ListAsync(new ListQuery("/", "/3", 9, first.Revision));

        Assert.That(
            first.Entries.Concat(second.Entries).Select(entry => $"{entry.Key}{Text(entry.Value)}"),
            Is.EqualTo(Enumerable.Range(0, 9).Select(i => $"/{i}{(i % 2 == 0 ? "new" : "old")}")));
    }
}
