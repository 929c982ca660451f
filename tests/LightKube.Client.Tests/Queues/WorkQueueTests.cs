using LightKube.Client.Queues;
using LightKube.Testing.Time;

namespace LightKube.Client.Tests.Queues;

[Parallelizable(ParallelScope.All)]
public sealed class WorkQueueTests
{
    private static (WorkQueue<string> Queue, FakeTimeProvider Time) New(double random = 0)
    {
        var time = new FakeTimeProvider();
        return (new WorkQueue<string>(time, () => random, new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 0.5)), time);
    }

    private static string? Take(WorkQueue<string> queue) => queue.TryTake(out var key) ? key : null;

    [Test]
    public void A_key_added_twice_is_taken_once()
    {
        using var queue = New().Queue;
        queue.Add("a");
        queue.Add("a");
        queue.Add("b");

        Assert.That((Take(queue), Take(queue), Take(queue)), Is.EqualTo(("a", "b", (string?)null)));
    }

    [Test]
    public void A_key_in_work_is_given_to_nobody_else_and_comes_again_when_done()
    {
        using var queue = New().Queue;
        queue.Add("a");
        Take(queue);
        queue.Add("a");
        queue.Add("a");

        var meanwhile = Take(queue);
        queue.Done("a");

        Assert.That(meanwhile, Is.Null);
        Assert.That(Take(queue), Is.EqualTo("a"));
        queue.Done("a");
        Assert.That(Take(queue), Is.Null);
    }

    [Test]
    public void A_delayed_key_comes_when_its_time_has_come()
    {
        var (queue, time) = New();
        using var _ = queue;
        queue.AddAfter("a", TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromSeconds(4.9));
        var early = Take(queue);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.That(early, Is.Null);
        Assert.That(Take(queue), Is.EqualTo("a"));
    }

    [Test]
    public void Of_two_delays_the_sooner_counts_and_the_other_is_forgotten()
    {
        var (queue, time) = New();
        using var _ = queue;
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(9));

        time.Advance(TimeSpan.FromSeconds(2));
        var first = Take(queue);
        queue.Done("a");
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(first, Is.EqualTo("a"));
        Assert.That(Take(queue), Is.Null);
    }

    [Test]
    public void Failures_double_the_delay_up_to_the_longest_and_success_resets_it()
    {
        var (queue, _) = New();
        using var __ = queue;
        var delays = Enumerable.Range(0, 6).Select(_ => queue.AddAfterFailure("a").TotalSeconds).ToArray();
        queue.Forget("a");

        Assert.That(delays, Is.EqualTo(new double[] { 1, 2, 4, 8, 10, 10 }));
        Assert.That(queue.AddAfterFailure("a").TotalSeconds, Is.EqualTo(1));
    }

    [Test]
    public void Jitter_takes_its_share_off_the_delay()
    {
        using var queue = New(random: 0.5).Queue;

        Assert.That(queue.AddAfterFailure("a").TotalSeconds, Is.EqualTo(0.75));
    }

    [Test]
    public void Counters_tell_what_is_where()
    {
        using var queue = New().Queue;
        queue.Add("a");
        queue.Add("b");
        Take(queue);
        queue.AddAfterFailure("c");

        Assert.That(queue.Statistics, Is.EqualTo(new WorkQueueStatistics(Waiting: 1, Delayed: 1, Processing: 1, Adds: 2, Retries: 1)));
    }

    [Test]
    public async Task Workers_work_on_different_keys_at_once_and_end_when_cancelled()
    {
        using var queue = New().Queue;
        using var cancel = new CancellationTokenSource();
        var both = new TaskCompletionSource();
        var inWork = 0;
        var running = queue.RunAsync(2, async (_, token) =>
        {
            if (Interlocked.Increment(ref inWork) == 2)
                both.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }, cancel.Token);

        queue.Add("a");
        queue.Add("b");
        await both.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await cancel.CancelAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(queue.Statistics.Processing, Is.Zero);
    }
}
