namespace LightKube.Store.Tests.Conformance;

[TestFixture(typeof(MemoryRig))]
[TestFixture(typeof(SqliteRig))]
internal sealed class Writes<TRig> : StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    [Test]
    public void An_empty_store_is_at_revision_one() => Assert.That(Store.CurrentRevision, Is.EqualTo(1));

    [Test]
    public async Task Each_write_takes_the_next_revision()
    {
        Assert.That(await PutAsync("/a", "1"), Is.EqualTo(2));
        Assert.That(await PutAsync("/b", "1"), Is.EqualTo(3));
        Assert.That(await PutAsync("/a", "2"), Is.EqualTo(4));
        Assert.That(await DeleteAsync("/a"), Is.EqualTo(5));
        Assert.That(Store.CurrentRevision, Is.EqualTo(5));
    }

    [Test]
    public async Task An_entry_knows_when_it_was_created_and_last_written()
    {
        var created = await PutAsync("/a", "1");
        var updated = await PutAsync("/a", "2");

        var entry = await Store.GetAsync("/a");

        Assert.That(entry, Is.Not.Null);
        Assert.That((entry!.Value.CreateRevision, entry.Value.ModRevision), Is.EqualTo((created, updated)));
    }

    [Test]
    public async Task Create_of_a_key_that_exists_is_a_conflict_and_changes_nothing()
    {
        var first = await PutAsync("/a", "1");

        var result = await Store.WriteAsync(Write.Create("/a", Bytes("2")));

        Assert.That((result.Succeeded, result.Revision, result.Value.Length), Is.EqualTo((false, first, 0)));
        Assert.That(await GetAsync("/a"), Is.EqualTo("1"));
        Assert.That(Store.CurrentRevision, Is.EqualTo(first));
    }

    [Test]
    public async Task A_conflict_brings_the_current_value_if_asked()
    {
        await PutAsync("/a", "now");

        var result = await Store.WriteAsync(Write.Update("/a", 1, Bytes("2")) with { ReturnCurrent = true });

        Assert.That((result.Succeeded, Text(result.Value)), Is.EqualTo((false, "now")));
    }

    [Test]
    public async Task Update_succeeds_only_at_the_expected_revision()
    {
        var first = await PutAsync("/a", "1");
        var second = await Store.WriteAsync(Write.Update("/a", first, Bytes("2")));
        var late = await Store.WriteAsync(Write.Update("/a", first, Bytes("3")));

        Assert.That(second.Succeeded, Is.True);
        Assert.That((late.Succeeded, late.Revision), Is.EqualTo((false, second.Revision)));
        Assert.That(await GetAsync("/a"), Is.EqualTo("2"));
    }

    [Test]
    public async Task Update_of_a_key_that_does_not_exist_is_a_conflict_with_revision_zero()
    {
        var result = await Store.WriteAsync(Write.Update("/a", 7, Bytes("2")));

        Assert.That((result.Succeeded, result.Revision), Is.EqualTo((false, 0L)));
    }

    [Test]
    public async Task Deletion_removes_the_key_and_a_second_one_finds_nothing()
    {
        await PutAsync("/a", "1");
        await DeleteAsync("/a");

        var again = await Store.WriteAsync(Write.Delete("/a"));

        Assert.That(await GetAsync("/a"), Is.Null);
        Assert.That((again.Succeeded, again.Revision), Is.EqualTo((false, 0L)));
    }

    [Test]
    public async Task Deletion_succeeds_only_at_the_expected_revision()
    {
        var first = await PutAsync("/a", "1");
        await PutAsync("/a", "2");

        var late = await Store.WriteAsync(Write.Delete("/a", first));

        Assert.That(late.Succeeded, Is.False);
        Assert.That(await GetAsync("/a"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_key_that_is_created_again_has_a_new_create_revision()
    {
        await PutAsync("/a", "1");
        await DeleteAsync("/a");
        var result = await Store.WriteAsync(Write.Create("/a", Bytes("2")));

        var entry = await Store.GetAsync("/a");

        Assert.That(entry!.Value.CreateRevision, Is.EqualTo(result.Revision));
    }

    [TestCase("{\"v\":\"\"}", 6, "{\"v\":\"2\"}")]
    [TestCase("", 0, "2")]
    [TestCase("r", 1, "r2")]
    public async Task A_write_s_own_revision_is_inserted_at_the_offset(string value, int offset, string stored)
    {
        await using var watch = Store.Watch(new WatchQuery(""));

        var result = await Store.WriteAsync(Write.Create("/a", Bytes(value), offset));

        Assert.That(Text(result.Value), Is.EqualTo(stored));
        Assert.That(await GetAsync("/a"), Is.EqualTo(stored));
        Assert.That(Text((await ReadAsync(watch, 1))[0].Value), Is.EqualTo(stored));
    }

    [Test]
    public async Task The_last_state_of_a_deletion_carries_the_deletion_s_revision()
    {
        await PutAsync("/a", "1");
        await using var watch = Store.Watch(new WatchQuery("/a"));

        await Store.WriteAsync(Write.Delete("/a", lastState: Bytes("rv="), revisionOffset: 3));

        var deleted = (await ReadAsync(watch, 1))[0];
        Assert.That((deleted.Type, Text(deleted.Value)), Is.EqualTo((StoreEventType.Deleted, "rv=3")));
    }

    [Test]
    public async Task The_caller_s_buffer_is_free_after_the_write()
    {
        var buffer = "before"u8.ToArray();
        await Store.WriteAsync(Write.Put("/a", buffer));
        "after!"u8.CopyTo(buffer);

        Assert.That(await GetAsync("/a"), Is.EqualTo("before"));
    }

    [Test]
    public async Task An_empty_value_is_a_value()
    {
        await PutAsync("/a", "");

        Assert.That(await GetAsync("/a"), Is.Empty);
    }

    [Test]
    public async Task Racing_increments_lose_none()
    {
        const int Racers = 16;
        const int Rounds = 25;
        await PutAsync("/n", "0");
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
                await IncrementAsync();
        })));

        Assert.That(await GetAsync("/n"), Is.EqualTo($"{Racers * Rounds}"));
        Assert.That(Store.CurrentRevision, Is.EqualTo(2 + Racers * Rounds));
    }

    [Test]
    public void A_value_that_is_too_large_is_refused() => Error(
        async () => await Store.WriteAsync(Write.Put("/a", new byte[StoreLimits.MaxValueBytes + 1])), StoreError.TooLarge);

    [TestCase("")]
    [TestCase("/a\0b")]
    [TestCase("/\ud83d\ude00")]
    public void A_key_that_breaks_the_rules_is_refused(string key) =>
        Assert.That(async () => await Store.WriteAsync(Write.Put(key, Bytes("1"))), Throws.InstanceOf<ArgumentException>());

    [Test]
    public async Task Writes_that_were_queued_when_the_store_closes_are_made_and_later_ones_refused()
    {
        var queued = Enumerable.Range(0, 100).Select(i => Store.WriteAsync(Write.Put($"/{i}", Bytes("1"))).AsTask()).ToArray();
        await Store.DisposeAsync();

        Assert.That((await Task.WhenAll(queued)).Count(result => result.Succeeded), Is.EqualTo(100));
        Error(async () => await Store.WriteAsync(Write.Put("/late", Bytes("1"))), StoreError.Closed);
        Error(async () => await Store.GetAsync("/1"), StoreError.Closed);
    }

    [Test]
    public async Task More_writes_than_the_queue_holds_wait_for_room()
    {
        var writes = Enumerable.Range(0, StoreLimits.MaxQueuedWrites * 2)
            .Select(i => Store.WriteAsync(Write.Put($"/{i}", Bytes("1"))).AsTask());

        Assert.That((await Task.WhenAll(writes)).Select(result => result.Revision).Distinct().Count(), Is.EqualTo(StoreLimits.MaxQueuedWrites * 2));
    }

    [Test]
    public async Task Statistics_count_what_happened()
    {
        await PutAsync("/a", "1");
        await Store.WriteAsync(Write.Create("/a", Bytes("2")));

        var statistics = Store.Statistics;

        Assert.That((statistics.Writes, statistics.Conflicts, statistics.Commits), Is.EqualTo((1L, 1L, 1L)));
        Assert.That(statistics.BatchSizes[0], Is.EqualTo(1));
    }

    private async Task IncrementAsync()
    {
        var current = await Store.GetAsync("/n");
        var (revision, value) = (current!.Value.ModRevision, current.Value.Value);
        while (true)
        {
            var next = int.Parse(Text(value), null) + 1;
            var result = await Store.WriteAsync(Write.Update("/n", revision, Bytes($"{next}")) with { ReturnCurrent = true });
            if (result.Succeeded)
                return;
            (revision, value) = (result.Revision, result.Value);
        }
    }
}
