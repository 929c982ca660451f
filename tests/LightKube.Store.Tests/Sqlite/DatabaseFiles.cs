using LightKube.Store.Sqlite;

namespace LightKube.Store.Tests.Sqlite;

/// <summary>Who may open a database, and what is said when it cannot be opened.</summary>
internal sealed class DatabaseFiles : StoreFixture<SqliteRig>
{
    [Test]
    public async Task Its_files_are_readable_by_their_owner_alone()
    {
        await PutAsync("/a", "1");

        foreach (var file in Directory.GetFiles(Rig.Folder))
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
    }

    [Test]
    public void A_second_process_is_kept_out()
    {
        var failure = Opening(Rig, StoreError.Locked);

        Assert.That(failure.Message, Does.Contain(Rig.Database).And.Contain("in use"));
    }

    [Test]
    public async Task A_newer_format_is_refused()
    {
        await Store.DisposeAsync();
        using (var connection = SqliteConnection.OpenToWrite(Rig.Database))
            connection.Execute("PRAGMA user_version = 99");

        Assert.That(Opening(Rig, StoreError.UnsupportedVersion).Message, Does.Contain("99").And.Contain("newer version"));
    }

    [Test]
    public void The_database_of_another_program_is_refused()
    {
        using var rig = new SqliteRig();
        using (File.Create(rig.Database))
        {
        }

        using (var connection = SqliteConnection.OpenToWrite(rig.Database))
            connection.Execute("CREATE TABLE songs (title TEXT)");

        Assert.That(Opening(rig, StoreError.UnsupportedVersion).Message, Does.Contain("another program"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_with_advice()
    {
        using var rig = new SqliteRig();
        File.WriteAllText(rig.Database, string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        Assert.That(Opening(rig, StoreError.Corrupt).Message, Does.Contain(rig.Database).And.Contain(".recover"));
    }

    [Test]
    public async Task A_torn_database_is_found_after_a_crash_before_anything_is_served()
    {
        for (var i = 0; i < 200; i++)
            await PutAsync($"/{i}", new string('x', 2000));
        await Store.DisposeAsync();
        using (var connection = SqliteConnection.OpenToWrite(Rig.Database))
            connection.Execute("UPDATE state SET clean = 0");
        using (var file = File.OpenWrite(Rig.Database))
        {
            file.Seek(4096 * 20, SeekOrigin.Begin);
            file.Write(new byte[4096 * 10]);
        }

        Assert.That(Opening(Rig, StoreError.Corrupt).Message, Does.Contain(Rig.Database).And.Contain("damaged"));
    }

    [Test]
    public async Task A_full_database_refuses_writes_whole_and_goes_on_once_there_is_room()
    {
        using var rig = new SqliteRig();
        await using var store = rig.Open(Time, maxBytes: 1 << 20);
        await using var watch = store.Watch(new WatchQuery("/"));
        var large = new byte[300_000];
        var written = new List<long>();
        var full = Error(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    written.Add((await store.WriteAsync(Write.Put($"/{i}", large))).Revision);
            },
            StoreError.DiskFull);

        Assert.That(full.Message, Does.Contain(rig.Database));
        Assert.That(store.CurrentRevision, Is.EqualTo(written[^1]));
        Assert.That(await store.GetAsync($"/{written.Count}"), Is.Null);
        Assert.That(store.Statistics.FailedCommits, Is.EqualTo(1));

        var deleted = await store.WriteAsync(Write.Delete("/0"));
        await store.CompactAsync(deleted.Revision);
        var after = await store.WriteAsync(Write.Put("/again", large));

        Assert.That(after.Succeeded, Is.True);
        Assert.That(
            (await ReadAsync(watch, written.Count + 2)).Select(item => item.Revision),
            Is.EqualTo(written.Append(deleted.Revision).Append(after.Revision)));
    }

    [Test]
    public async Task Room_that_compaction_frees_is_given_back()
    {
        var value = new byte[1 << 20];
        for (var i = 0; i < 48; i++)
            await Store.WriteAsync(Write.Put("/a", value));
        await Store.CompactAsync(Store.CurrentRevision);

        // Each request lets upkeep go one step; 48 MiB are given back in pieces of one.
        for (var step = 0; step < 60; step++)
            await Store.CompactAsync(1);
        await Store.DisposeAsync();

        Assert.That(new FileInfo(Rig.Database).Length, Is.LessThan(24 << 20));
    }

    [Test]
    public async Task The_write_ahead_log_stays_bounded_under_load()
    {
        var value = new byte[64 << 10];
        var longest = 0L;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await Store.WriteAsync(Write.Put($"/{n}", value));
            InterlockedMax(ref longest, Store.Statistics.WalBytes);
        })));

        Assert.That(longest, Is.LessThan(80 << 20), "of 100 MB written");
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long old;
        while ((old = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, old) != old)
        {
        }
    }

    private StoreException Opening(SqliteRig rig, StoreError error) => Error(() => Task.FromResult(rig.Open(Time)), error);
}
