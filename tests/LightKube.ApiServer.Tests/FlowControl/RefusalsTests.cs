using LightKube.ApiServer.FlowControl;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.FlowControl;

public sealed class RefusalsTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Clients_are_told_to_wait_longer_while_many_are_refused_and_less_when_few_are()
    {
        var refusals = new Refusals(_time);

        Assert.That(Each(refusals, perSecond: 3, seconds: 2), Is.EqualTo(new[] { 1, 2 }), "three in a second");
        Assert.That(Each(refusals, perSecond: 3, seconds: 2), Is.EqualTo(new[] { 2, 4 }), "and not more often than they were told");
        Assert.That(Each(refusals, perSecond: 100, seconds: 60)[^1], Is.EqualTo(32), "no longer than that");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Each(refusals, perSecond: 1, seconds: 31)[^1], Is.LessThan(32));
    }

    [Test]
    public void A_few_refusals_change_nothing() =>
        Assert.That(Each(new Refusals(_time), perSecond: 2, seconds: 10), Is.All.EqualTo(1));

    // What clients are told at the end of each second.
    private List<int> Each(Refusals refusals, int perSecond, int seconds)
    {
        var told = new List<int>();
        for (var i = 0; i < seconds; i++)
        {
            var last = 0;
            for (var j = 0; j < perSecond; j++)
            {
                last = refusals.Add();
            }

            told.Add(last);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return told;
    }
}
