namespace LightKube.Store.Tests.Conformance;

[TestFixture(typeof(MemoryRig))]
[TestFixture(typeof(SqliteRig))]
internal sealed class Watches<TRig> : StoreFixture<TRig>
    where TRig : IStoreRig, new()
{
    [Test]
    public async Task Events_say_what_happened()
    {
        await using var watch = Store.Watch(new WatchQuery("/"));
        await PutAsync("/a", "1");
        await PutAsync("/a", "2");
        await DeleteAsync("/a", "last");

        var events = await ReadAsync(watch, 3);

        Assert.That(
            events.Select(item => (item.Type, item.Revision, item.CreateRevision, Text(item.Value))),
            Is.EqualTo(new[]
            {
                (StoreEventType.Created, 2L, 2L, "1"),
                (StoreEventType.Updated, 3L, 2L, "2"),
                (StoreEventType.Deleted, 4L, 2L, "last"),
            }));
    }

    [Test]
    public async Task History_reads_as_it_was_lived()
    {
        await PutAsync("/a", "1");
        await PutAsync("/other", "1");
        await PutAsync("/a", "2");
        await DeleteAsync("/a", "last");
        await PutAsync("/a", "3");
        await using var watch = Store.Watch(new WatchQuery("/a", 1));

        var events = await ReadAsync(watch, 4);

        Assert.That(
            events.Select(item => (item.Type, item.Revision, item.CreateRevision, Text(item.Value))),
            Is.EqualTo(new[]
            {
                (StoreEventType.Created, 2L, 2L, "1"),
                (StoreEventType.Updated, 4L, 2L, "2"),
                (StoreEventType.Deleted, 5L, 2L, "last"),
                (StoreEventType.Created, 6L, 6L, "3"),
            }));
    }

    [Test]
    public async Task Previous_values_come_along_if_asked()
    {
        await PutAsync("/a", "1");
        await PutAsync("/a", "2");
        await using var watch = Store.Watch(new WatchQuery("/a", 1, WithPrevious: true));
        var old = await ReadAsync(watch, 2);
        await DeleteAsync("/a", "last");
        await PutAsync("/a", "3");

        Assert.That(
            old.Concat(await ReadAsync(watch, 2)).Select(item => Text(item.PreviousValue)), Is.EqualTo(new[] { "", "1", "2", "" }));
    }

    [Test]
    public async Task Watches_from_anywhere_miss_nothing_and_repeat_nothing_while_many_write()
    {
        const int Writers = 8;
        const int Each = 400;
        var cancel = TestContext.CurrentContext.CancellationToken;
        var started = new List<Task<List<long>>>();
        var writing = Enumerable.Range(0, Writers).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await PutAsync($"/{(i % 2 == 0 ? "even" : "odd")}/{n}", $"{i}");
        })).ToArray();
        for (var i = 0; i < 10; i++)
            started.Add(FollowAsync(Math.Max(1, Store.CurrentRevision - i * 50)));
        await Task.WhenAll(writing);
        await PutAsync("/even/last", "");
        started.Add(FollowAsync(1));

        var all = (await Task.WhenAll(started))[^1];

        Assert.That(all, Has.Count.EqualTo(Writers * Each / 2 + 1).And.Ordered.And.Unique);
        foreach (var seen in started.Select(task => task.Result))
            Assert.That(seen, Is.EqualTo(all.Skip(all.Count - seen.Count)));

        async Task<List<long>> FollowAsync(long after)
        {
            var seen = new List<long>();
            await using var watch = Store.Watch(new WatchQuery("/even/", after));
            while (true)
            {
                var batch = await watch.ReadAsync(cancel);
                seen.AddRange(batch.Events.Select(item => item.Revision));
                Assert.That(batch.Revision, Is.GreaterThanOrEqualTo(seen[^1]));
                if (batch.Events[^1].Key == "/even/last")
                    return seen;
            }
        }
    }

    [Test]
    public async Task A_watch_with_a_long_history_catches_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(i => PutAsync($"/{i}", "1")));
        await using var watch = Store.Watch(new WatchQuery("/", 1));

        var events = await ReadAsync(watch, 2500);

        Assert.That(events.Select(item => item.Revision), Is.EqualTo(Enumerable.Range(2, 2500)));
    }

    [Test]
    public async Task One_commit_wakes_a_watch_once_with_all_its_events()
    {
        using var observer = new HoldingObserver();
        using var registration = Store.Observe(observer);
        await using var watch = Store.Watch(new WatchQuery("/"));
        var first = Store.WriteAsync(Write.Put("/first", Bytes("1"))).AsTask();
        observer.Holding.Wait();
        var others = Enumerable.Range(0, 50).Select(i => Store.WriteAsync(Write.Put($"/{i}", Bytes("1"))).AsTask()).ToArray();
        observer.Release.Set();
        await Task.WhenAll(others.Append(first));

        Assert.That(observer.Commits, Is.EqualTo(new[] { 1, 50 }));
        Assert.That(await ReadAsync(watch, 51), Has.Count.EqualTo(51));
    }

    [Test]
    public async Task An_observer_has_seen_a_write_when_its_caller_is_answered()
    {
        var observer = new CountingObserver();
        await PutAsync("/before", "1");
        using (var registration = Store.Observe(observer))
        {
            Assert.That(registration.Revision, Is.EqualTo(2));
            for (var i = 0; i < 20; i++)
            {
                var revision = await PutAsync("/a", "1");
                Assert.That(observer.Newest, Is.EqualTo(revision));
            }
        }

        await PutAsync("/after", "1");
        Assert.That(observer.Newest, Is.EqualTo(Store.CurrentRevision - 1));
    }

    [Test]
    public async Task A_slow_watch_is_ended_with_an_error_and_the_others_go_on()
    {
        await using var slow = Store.Watch(new WatchQuery("/large/"));
        await using var other = Store.Watch(new WatchQuery("/small/"));
        var large = new byte[StoreLimits.MaxValueBytes];
        for (var i = 0; i <= StoreLimits.MaxWatchBytes / StoreLimits.MaxValueBytes; i++)
            await Store.WriteAsync(Write.Put("/large/a", large));
        await PutAsync("/small/a", "1");

        Error(async () => await slow.ReadAsync(), StoreError.SlowWatcher);
        Assert.That(await ReadAsync(other, 1), Has.Count.EqualTo(1));
        Assert.That(Store.Statistics, Has.Property("SlowWatchersDropped").EqualTo(1).And.Property("Watchers").EqualTo(1));
    }

    [Test]
    public async Task A_watch_that_waits_can_be_cancelled_and_read_again()
    {
        await using var watch = Store.Watch(new WatchQuery("/"));
        using (var cancel = new CancellationTokenSource())
        {
            var waiting = watch.ReadAsync(cancel.Token).AsTask();
            await cancel.CancelAsync();
            Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        }

        await PutAsync("/a", "1");
        Assert.That(await ReadAsync(watch, 1), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Closing_the_store_ends_its_watches_after_their_last_event()
    {
        await using var watch = Store.Watch(new WatchQuery("/"));
        await PutAsync("/a", "1");
        await Store.DisposeAsync();

        Assert.That(await ReadAsync(watch, 1), Has.Count.EqualTo(1));
        Error(async () => await watch.ReadAsync(), StoreError.Closed);
    }

    [Test]
    public async Task An_observer_that_throws_stops_the_store_with_its_error()
    {
        using var registration = Store.Observe(new ThrowingObserver());

        var failure = Error(async () => await Store.WriteAsync(Write.Put("/a", Bytes("1"))), StoreError.Faulted);

        Assert.That(failure.Message, Does.Contain("out of step"));
        Error(async () => await Store.WriteAsync(Write.Put("/b", Bytes("1"))), StoreError.Faulted);
        await Store.DisposeAsync();
    }

    private sealed class CountingObserver : IStoreObserver
    {
        public long Newest { get; private set; }

        public void OnCommitted(ReadOnlySpan<StoreEvent> events) => Newest = events[^1].Revision;
    }

    private sealed class HoldingObserver : IStoreObserver, IDisposable
    {
        public ManualResetEventSlim Holding { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public List<int> Commits { get; } = [];

        public void OnCommitted(ReadOnlySpan<StoreEvent> events)
        {
            Commits.Add(events.Length);
            Holding.Set();
            Release.Wait();
        }

        public void Dispose()
        {
            Holding.Dispose();
            Release.Dispose();
        }
    }

    private sealed class ThrowingObserver : IStoreObserver
    {
        public void OnCommitted(ReadOnlySpan<StoreEvent> events) => throw new InvalidOperationException("out of step");
    }
}
