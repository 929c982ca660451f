using LightKube.Store.Sqlite;

namespace LightKube.Store.Tests.Sqlite;

/// <summary>What a database is from one process to the next.</summary>
internal sealed class Lifetimes : StoreFixture<SqliteRig>
{
    [Test]
    public async Task Everything_is_there_after_an_orderly_restart()
    {
        await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        await PutAsync("/lease", "1", Durability.Relaxed);
        await PutAsync("/lease", "2", Durability.Relaxed);
        var deleted = await DeleteAsync("/a");
        await ReopenAsync();

        Assert.That(Store.CurrentRevision, Is.EqualTo(deleted));
        Assert.That(await ListAsync("/"), Is.EqualTo(new[] { "/lease=2" }));
        Assert.That(await GetAsync("/a", second), Is.EqualTo("2"));
        await using var watch = Store.Watch(new WatchQuery("/a", 1));
        Assert.That(await ReadAsync(watch, 3), Has.Count.EqualTo(3));
        Assert.That(await PutAsync("/b", "1"), Is.EqualTo(deleted + 1));
    }

    [Test]
    public async Task Revisions_go_on_though_the_newest_write_was_a_deletion_and_is_compacted()
    {
        await PutAsync("/a", "1");
        var deleted = await DeleteAsync("/a");
        await Store.CompactAsync(deleted);
        await ReopenAsync();

        Assert.That((Store.CurrentRevision, Store.CompactedRevision), Is.EqualTo((deleted, deleted)));
    }

    [Test]
    public async Task A_crash_puts_leases_back_under_new_revisions_and_watchers_hear_of_it()
    {
        await Store.WriteAsync(Write.Create("/lease", Bytes("rv= at 1"), 3) with { Durability = Durability.Relaxed });
        await Store.WriteAsync(Write.Put("/lease", Bytes("rv= at 2"), 3) with { Durability = Durability.Relaxed });
        var pod = await PutAsync("/pod", "1");
        var seen = (await Store.WriteAsync(Write.Put("/lease", Bytes("rv= at 3"), 3) with { Durability = Durability.Relaxed })).Revision;
        using var crashed = Rig.Crash();
        await using var store = crashed.Open(Time);

        Assert.That(store.CurrentRevision, Is.GreaterThan(seen));
        var lease = (await store.GetAsync("/lease"))!.Value;
        Assert.That(Text(lease.Value), Is.EqualTo($"rv={lease.ModRevision} at 1"));
        Assert.That(lease.ModRevision, Is.GreaterThan(seen));
        Assert.That((await store.GetAsync("/pod"))!.Value.ModRevision, Is.EqualTo(pod));
        await using var watch = store.Watch(new WatchQuery("/", seen));
        Assert.That((await ReadAsync(watch, 1))[0].Revision, Is.EqualTo(lease.ModRevision));
    }

    [Test]
    public async Task Relaxed_updates_reach_the_disk_only_at_the_flush()
    {
        await PutAsync("/lease", "0", Durability.Relaxed);
        var wal = Store.Statistics.WalBytes;
        for (var i = 0; i < 100; i++)
            await PutAsync("/lease", $"{i}", Durability.Relaxed);
        Assert.That(Store.Statistics, Has.Property("WalBytes").EqualTo(wal).And.Property("RelaxedPending").EqualTo(1));

        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.That(Store.Statistics.RelaxedPending, Is.Zero);
        using var crashed = Rig.Crash();
        await using var store = crashed.Open(Time);
        Assert.That(Text((await store.GetAsync("/lease"))!.Value.Value), Is.EqualTo("99"));
    }

    [Test]
    public async Task Flushes_leave_no_old_rows_behind()
    {
        await PutAsync("/lease", "0", Durability.Relaxed);
        for (var hour = 0; hour < 3; hour++)
        {
            for (var i = 0; i < 12; i++)
            {
                await PutAsync("/lease", $"{i}", Durability.Relaxed);
                await PassAsync(TimeSpan.FromMinutes(5));
            }
        }

        await Store.CompactAsync(Store.CurrentRevision);
        await Store.DisposeAsync();

        using var connection = SqliteConnection.OpenToWrite(Rig.Database);
        Assert.That(connection.QueryInt64("SELECT count(*) FROM log"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_idle_store_with_heartbeats_writes_almost_nothing()
    {
        for (var node = 0; node < 10; node++)
            await PutAsync($"/lease/{node}", "0", Durability.Relaxed);
        var before = Store.Statistics.WalBytes;
        for (var beat = 0; beat < 360; beat++)
        {
            for (var node = 0; node < 10; node++)
                await PutAsync($"/lease/{node}", $"{beat}", Durability.Relaxed);
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.That(Store.Statistics.WalBytes - before, Is.LessThan(1 << 20), "bytes an hour");
    }

    private async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Rig.Open(Time);
    }
}
