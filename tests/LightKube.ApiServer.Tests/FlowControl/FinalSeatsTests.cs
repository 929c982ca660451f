using LightKube.Api.FlowControl.V1;
using LightKube.ApiServer.FlowControl;
using LightKube.ApiServer.Http;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.FlowControl;

public sealed class FinalSeatsTests
{
    private readonly FakeTimeProvider _time = new();

    [TestCase(99, 1, 0)]
    [TestCase(100, 1, 5)]
    [TestCase(101, 2, 5)]
    [TestCase(2_000, 10, 10, Description = "no more than ten seats, but for as much longer")]
    public void A_write_is_as_wide_as_many_watch(int watches, int seats, int milliseconds)
    {
        var counts = new WatchCounts();
        var watch = Request("watch");
        for (var i = 0; i < watches; i++)
        {
            Assert.That(counts.TryAdd(watch));
        }

        var estimate = new WorkEstimator(null!, counts).Of(Request("create"), default, Level());

        Assert.That(estimate, Is.EqualTo(new WorkEstimate(seats, TimeSpan.FromMilliseconds(milliseconds))));
    }

    [Test]
    public void Watches_of_others_do_not_count()
    {
        var counts = new WatchCounts();
        for (var i = 0; i < 200; i++)
        {
            counts.TryAdd(Request("watch", "secrets"));
        }

        Assert.That(new WorkEstimator(null!, counts).Of(Request("create"), default, Level()), Is.EqualTo(WorkEstimate.One));
    }

    [Test]
    public async Task Its_seats_are_free_when_the_watchers_have_been_told()
    {
        var level = Level();
        Assert.That(level.TryEnter(2));
        var seat = new FlowSeat(level, new WorkEstimate(2, TimeSpan.FromMilliseconds(5)), null, 0);

        seat.Leave();
        Assert.That(level.Counters.Seats, Is.EqualTo(2));

        _time.Advance(TimeSpan.FromMilliseconds(5));
        await Task.Run(async () =>
        {
            while (level.Counters.Seats > 0)
            {
                await Task.Yield();
            }
        }).InTime();
    }

    private PriorityLevel Level()
    {
        var rules = new LevelRules(false, 100, 0, null, 1, 1, 10);
        var level = new PriorityLevel("a", rules, _time);
        level.Configure(rules, LevelShare.Of(100, 100, 100, 0, null));
        level.SetLimit(100);
        return level;
    }

    private static RequestInfo Request(string verb, string resource = "pods") => new() { IsResource = true, Verb = verb, Path = "/", Group = "", Version = "v1", Resource = resource };
}
