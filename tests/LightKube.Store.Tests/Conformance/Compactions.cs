namespace LightKube.Store.Tests.Conformance;

[TestFixture(typeof(MemoryRig))]
[TestFixture(typeof(SqliteRig))]
internal sealed class Compactions<TRig> : StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    [Test]
    public async Task What_is_compacted_cannot_be_read_and_the_rest_can()
    {
        var first = await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        var third = await PutAsync("/a", "3");
        await Store.CompactAsync(second);

        Assert.That(Store.CompactedRevision, Is.EqualTo(second));
        Error(async () => await Store.GetAsync("/a", first), StoreError.Compacted);
        Error(async () => await Store.ListAsync(new ListQuery("/", AtRevision: first)), StoreError.Compacted);
        Error(() => Task.FromResult(Store.Watch(new WatchQuery("/", first))), StoreError.Compacted);
        Assert.That(await GetAsync("/a", second), Is.EqualTo("2"));
        Assert.That(await ListAsync("/", third), Is.EqualTo(new[] { "/a=3" }));
    }

    [Test]
    public async Task A_watch_from_the_compacted_revision_sees_all_that_followed()
    {
        await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        await PutAsync("/a", "3");
        await DeleteAsync("/a");
        await Store.CompactAsync(second);
        await using var watch = Store.Watch(new WatchQuery("/", second, WithPrevious: true));

        var events = await ReadAsync(watch, 2);

        Assert.That(events.Select(item => Text(item.PreviousValue)), Is.EqualTo(new[] { "2", "3" }));
    }

    [Test]
    public async Task Compaction_to_the_newest_revision_keeps_every_key_that_exists()
    {
        for (var i = 0; i < 1200; i++)
            await PutAsync($"/{i % 300:000}", $"{i}");
        for (var i = 0; i < 300; i += 3)
            await DeleteAsync($"/{i:000}");
        var before = await ListAsync("/");
        await Store.CompactAsync(Store.CurrentRevision);

        Assert.That(await ListAsync("/"), Is.EqualTo(before).And.Length.EqualTo(200));
        Assert.That(await Store.CountAsync("/"), Is.EqualTo(200));
        Assert.That(await GetAsync("/000"), Is.Null);
        Assert.That((await Store.WriteAsync(Write.Create("/000", Bytes("new")))).Succeeded, Is.True);
        Assert.That(await GetAsync("/000"), Is.EqualTo("new"));
    }

    [Test]
    public async Task Compacting_again_or_less_far_is_harmless()
    {
        await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        await Store.CompactAsync(second);
        await Store.CompactAsync(second);
        await Store.CompactAsync(1);

        Assert.That(Store.CompactedRevision, Is.EqualTo(second));
        Assert.That(await GetAsync("/a"), Is.EqualTo("2"));
    }

    [Test]
    public void A_revision_of_the_future_cannot_be_compacted() =>
        Error(async () => await Store.CompactAsync(2), StoreError.FutureRevision);

    [Test]
    public async Task History_is_kept_for_five_minutes_and_then_goes_by_itself()
    {
        await PutAsync("/a", "1");
        var then = await PutAsync("/a", "2");
        await PassAsync(TimeSpan.FromSeconds(30));
        await PutAsync("/a", "3");
        await PassAsync(TimeSpan.FromSeconds(30));
        await PassAsync(TimeSpan.FromMinutes(4));

        Assert.That(await GetAsync("/a", then), Is.EqualTo("2"));

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.That(Store.CompactedRevision, Is.GreaterThan(then));
        Assert.That(await GetAsync("/a"), Is.EqualTo("3"));
    }

    [Test]
    public async Task Pages_of_one_state_can_be_read_while_newer_history_is_compacted_away_behind_it()
    {
        for (var i = 0; i < 10; i++)
            await PutAsync($"/{i}", "old");
        var first = await Store.ListAsync(new ListQuery("/", Limit: 5));
        for (var i = 0; i < 10; i++)
            await DeleteAsync($"/{i}");
        await Store.CompactAsync(first.Revision);

        var second = await Store.ListAsync(new ListQuery("/", first.Entries[^1].Key, 5, first.Revision));

        Assert.That(second.Entries.Select(entry => entry.Key), Is.EqualTo(new[] { "/5", "/6", "/7", "/8", "/9" }));
    }

    [Test]
    public async Task Reads_of_the_newest_state_never_fail_while_history_is_compacted()
    {
        await PutAsync("/a", "0");
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await Store.CompactAsync(await PutAsync("/a", $"{i}"));
        });
        while (!writing.IsCompleted)
        {
            Assert.That(await GetAsync("/a"), Is.Not.Null);
            Assert.That(await ListAsync("/"), Has.Length.EqualTo(1));
        }

        await writing;
    }
}
