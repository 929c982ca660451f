using LightKube.ApiServer.FlowControl;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.FlowControl;

public sealed class PriorityLevelTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Seats_are_given_until_there_are_none()
    {
        var level = Level(seats: 3, queues: 0);

        Assert.Multiple(() =>
        {
            Assert.That(level.TryEnter(2), Is.True);
            Assert.That(level.TryEnter(2), Is.False, "too wide for what is left");
            Assert.That(level.TryEnter(1), Is.True);
            Assert.That(level.Enqueue(1, 1), Is.Null, "there are no queues");
            Assert.That(level.Counters, Is.EqualTo((2L, 1L, 0L, 3, 0)));
        });
    }

    [Test]
    public void What_is_wider_than_the_level_has_it_alone()
    {
        var level = Level(seats: 2, queues: 1);

        Assert.That(level.TryEnter(10), Is.True);
        var next = level.Enqueue(1, 1)!;
        Assert.That(next.Seated.IsCompleted, Is.False);
        level.Leave(10, null, 0);
        Assert.That(next.Seated.IsCompleted, Is.True);
    }

    [Test]
    public void A_queue_takes_so_many_and_no_more()
    {
        var level = Level(seats: 1, queues: 1, length: 2);
        level.TryEnter(1);

        Assert.That(Enumerable.Range(0, 3).Select(_ => level.Enqueue(1, 7) is not null), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void Nobody_overtakes_those_that_wait()
    {
        var level = Level(seats: 2, queues: 1);
        level.TryEnter(2);
        level.Enqueue(2, 1);
        level.Leave(1, null, 0);

        Assert.That(level.TryEnter(1), Is.False);
    }

    [Test]
    public void Two_flows_are_served_in_turn_however_much_one_asks()
    {
        var level = Level(seats: 1, queues: 64, hand: 1);
        level.TryEnter(1);
        var greedy = Enumerable.Range(0, 20).Select(_ => level.Enqueue(1, 1)!).ToList();
        var modest = Enumerable.Range(0, 3).Select(_ => level.Enqueue(1, 2)!).ToList();
        level.Leave(1, null, 0);

        var order = "";
        for (var i = 0; i < 6; i++)
        {
            var served = greedy.Concat(modest).Single(request => request.Seated.IsCompleted);
            order += greedy.Remove(served) ? "g" : "m";
            modest.Remove(served);
            var begin = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            level.Leave(1, served.Queue, begin);
        }

        Assert.That(order, Does.Match("^(gm|mg){3}$"));
    }

    [Test]
    public void A_flow_of_wide_requests_is_served_less_often()
    {
        var level = Level(seats: 4, queues: 64, hand: 1);
        level.TryEnter(4);
        var wide = Enumerable.Range(0, 20).Select(_ => level.Enqueue(4, 1)!).ToList();
        var narrow = Enumerable.Range(0, 20).Select(_ => level.Enqueue(1, 2)!).ToList();
        level.Leave(4, null, 0);

        // Time for as much as twenty narrow ones: half of the seats' time is theirs.
        var seatTime = (Wide: 0, Narrow: 0);
        for (var i = 0; i < 20; i++)
        {
            var served = wide.Concat(narrow).Where(request => request.Seated.IsCompleted).ToList();
            var begin = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            foreach (var request in served)
            {
                seatTime = wide.Remove(request) ? (seatTime.Wide + 4, seatTime.Narrow) : (seatTime.Wide, seatTime.Narrow + 1);
                narrow.Remove(request);
                level.Leave(request.Seats, request.Queue, begin);
            }

            if (narrow.Count == 0)
            {
                break;
            }
        }

        Assert.That(seatTime.Wide, Is.LessThan(3 * seatTime.Narrow), $"{seatTime}");
    }

    [Test]
    public void Who_gives_up_is_not_served()
    {
        var level = Level(seats: 1, queues: 1);
        level.TryEnter(1);
        var first = level.Enqueue(1, 1)!;
        var second = level.Enqueue(1, 1)!;

        Assert.That(level.TryGiveUp(first), Is.True);
        level.Leave(1, null, 0);
        Assert.Multiple(() =>
        {
            Assert.That(first.Seated.IsCompleted, Is.False);
            Assert.That(second.Seated.IsCompleted, Is.True);
            Assert.That(level.TryGiveUp(second), Is.False, "it has its seat already");
        });
    }

    [Test]
    public void Exempt_requests_never_wait()
    {
        var level = new PriorityLevel("exempt", new LevelRules(true, 0, 0, null, 0, 0, 0), _time);

        Assert.That(Enumerable.Range(0, 1000).All(_ => level.TryEnter(1)), Is.True);
    }

    [Test]
    public void A_hand_has_different_queues_and_all_are_dealt()
    {
        var dealt = new HashSet<int>();
        Span<int> hand = stackalloc int[6];
        for (var flow = 0; flow < 1000; flow++)
        {
            FlowHash.Deal(FlowHash.Of("schema", $"user-{flow}"), 64, hand);
            var different = new HashSet<int>(hand.ToArray());
            Assert.That(different, Has.Count.EqualTo(6));
            Assert.That(different, Is.All.InRange(0, 63));
            dealt.UnionWith(different);
        }

        Assert.That(dealt, Has.Count.EqualTo(64));
    }

    [Test]
    public void A_request_that_finds_a_seat_costs_little_and_leaves_no_garbage()
    {
        var level = new PriorityLevel("level", new LevelRules(false, 1, 0, null, 64, 6, 50), TimeProvider.System);
        level.SetLimit(100);
        for (var i = 0; i < 10_000; i++)
        {
            level.TryEnter(1);
            level.Leave(1, null, 0);
        }

        const int Times = 1_000_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var begin = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            level.TryEnter(1);
            level.Leave(1, null, 0);
        }

        var each = TimeProvider.System.GetElapsedTime(begin) / Times;
        TestContext.Out.WriteLine($"{each.TotalNanoseconds:F0} ns");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));
    }

    private PriorityLevel Level(int seats, int queues, int hand = 1, int length = 50)
    {
        var rules = new LevelRules(false, 1, 0, null, queues, hand, length);
        var level = new PriorityLevel("level", rules, _time);
        level.Configure(rules, LevelShare.Of(seats, 1, 1, 0, null));
        level.SetLimit(seats);
        return level;
    }
}
