namespace LightKube.Store.Tests.Conformance;

[TestFixture(typeof(MemoryRig))]
[TestFixture(typeof(SqliteRig))]
internal sealed class Reads<TRig> : StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    [Test]
    public async Task Get_finds_what_was_there_at_a_revision()
    {
        var first = await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        var deleted = await DeleteAsync("/a");

        Assert.That(await GetAsync("/a", 1), Is.Null);
        Assert.That(await GetAsync("/a", first), Is.EqualTo("1"));
        Assert.That(await GetAsync("/a", second), Is.EqualTo("2"));
        Assert.That(await GetAsync("/a", deleted), Is.Null);
    }

    [Test]
    public void A_revision_of_the_future_is_refused()
    {
        Error(async () => await Store.GetAsync("/a", 2), StoreError.FutureRevision);
        Error(async () => await Store.ListAsync(new ListQuery("/", AtRevision: 2)), StoreError.FutureRevision);
        Error(() => Task.FromResult(Store.Watch(new WatchQuery("/", 2))), StoreError.FutureRevision);
    }

    [Test]
    public async Task List_returns_the_keys_of_the_prefix_in_ordinal_order()
    {
        foreach (var key in new[] { "/pods/b", "/pods/a/1", "/pods/a", "/pods0", "/podsx/a", "/nodes/z", "/pods/B", "/pods/é" })
            await PutAsync(key, "v");
        await DeleteAsync("/pods/b");

        Assert.That(await ListAsync("/pods/"), Is.EqualTo(new[] { "/pods/B=v", "/pods/a=v", "/pods/a/1=v", "/pods/é=v" }));
    }

    [Test]
    public async Task An_empty_prefix_lists_everything()
    {
        await PutAsync("/b", "2");
        await PutAsync("a", "1");

        Assert.That(await ListAsync(""), Is.EqualTo(new[] { "/b=2", "a=1" }));
    }

    [Test]
    public async Task A_key_that_equals_the_prefix_belongs_to_it()
    {
        await PutAsync("/a/", "1");

        Assert.That(await ListAsync("/a/"), Is.EqualTo(new[] { "/a/=1" }));
    }

    [Test]
    public async Task List_shows_the_state_at_a_revision()
    {
        await PutAsync("/a", "1");
        await PutAsync("/b", "1");
        var then = await PutAsync("/a", "2");
        await DeleteAsync("/b");
        await PutAsync("/c", "1");

        Assert.That(await ListAsync("/", then), Is.EqualTo(new[] { "/a=2", "/b=1" }));
        Assert.That(await ListAsync("/"), Is.EqualTo(new[] { "/a=2", "/c=1" }));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(10)]
    public async Task Pages_see_one_state_whatever_is_written_between_them(int limit)
    {
        for (var i = 0; i < 10; i++)
            await PutAsync($"/k/{i}", "old");
        var keys = new List<string>();
        var query = new ListQuery("/k/", Limit: limit);
        StorePage page;
        do
        {
            page = await Store.ListAsync(query);
            keys.AddRange(page.Entries.Select(entry => entry.Key + Text(entry.Value)));
            query = query with { StartAfter = page.Entries[^1].Key, AtRevision = page.Revision };
            await PutAsync($"/k/{9 - keys.Count % 10}", "new");
            await PutAsync($"/k/{keys.Count % 10}x", "new");
            await Store.WriteAsync(Write.Delete($"/k/{(keys.Count + 1) % 10}"));
        }
        while (page.More);

        Assert.That(keys, Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"/k/{i}old")));
    }

    [Test]
    public async Task A_page_knows_whether_more_follow()
    {
        await PutAsync("/a", "1");
        await PutAsync("/b", "1");
        await PutAsync("/c", "1");
        await DeleteAsync("/c");

        Assert.That((await Store.ListAsync(new ListQuery("/", Limit: 1))).More, Is.True);
        Assert.That((await Store.ListAsync(new ListQuery("/", Limit: 2))).More, Is.False);
        Assert.That((await Store.ListAsync(new ListQuery("/", StartAfter: "/b", Limit: 2))).Entries, Is.Empty);
    }

    [Test]
    public async Task A_page_of_large_values_ends_early()
    {
        var large = new byte[StoreLimits.MaxValueBytes];
        for (var i = 0; i < 4; i++)
            await Store.WriteAsync(Write.Put($"/{i}", large));

        var page = await Store.ListAsync(new ListQuery("/"));

        Assert.That((page.Entries.Count, page.More), Is.EqualTo((StoreLimits.MaxPageBytes / StoreLimits.MaxValueBytes, true)));
    }

    [Test]
    public async Task Count_counts_the_keys_that_exist()
    {
        await PutAsync("/a/1", "1");
        await PutAsync("/a/1", "2");
        await PutAsync("/a/2", "1");
        await PutAsync("/a/3", "1");
        await DeleteAsync("/a/3");
        await PutAsync("/b/1", "1");

        Assert.That(await Store.CountAsync("/a/"), Is.EqualTo(2));
        Assert.That(await Store.CountAsync(""), Is.EqualTo(3));
        Assert.That(await Store.CountAsync("/c"), Is.Zero);
    }

    [Test]
    public async Task A_read_after_a_write_sees_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await PutAsync($"/{n}", $"{i}");
                Assert.That(await GetAsync($"/{n}"), Is.EqualTo($"{i}"));
            }
        })));
    }
}
