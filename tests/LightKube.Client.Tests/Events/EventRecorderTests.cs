using LightKube.Api.Core.V1;
using LightKube.Client.Events;
using LightKube.Testing.Builders;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Client.Tests.Events;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventRecorderTests : IAsyncDisposable
{
    private static readonly Pod Pod = A.Pod("a").In("default").WithUid("u");

    private readonly FakeTimeProvider _time = new();
    private readonly EventRecorder _recorder;
    private readonly ObjectEvents _events;
    private readonly Eventually _eventually;

    public EventRecorderTests()
    {
        var api = new MemoryApi(_time);
        var serial = 0;
        _recorder = new EventRecorder(api, _time, () => (serial++ % 1000) / 1000.0, NullLogger.Instance);
        _events = _recorder.For(new EventReporter("kubelet", "n1"));
        _eventually = new Eventually(api, () => []);
    }

    [SetUp]
    public Task StartAsync() => _recorder.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _recorder.DisposeAsync();

    private Task<IReadOnlyList<Event>> EventsAsync(Action<IReadOnlyList<Event>> assertions) => _eventually.HoldsForAllAsync(assertions);

    [Test]
    public async Task An_event_names_its_object_its_reporter_and_its_time()
    {
        _events.Warning(Pod, "Failed", "it failed");

        var recorded = (await EventsAsync(events => Assert.That(events, Has.Count.EqualTo(1)))).Single();

        Assert.That((recorded.InvolvedObject.Kind, recorded.InvolvedObject.Name, recorded.InvolvedObject.Uid), Is.EqualTo(("Pod", "a", "u")));
        Assert.That((recorded.Type, recorded.Reason, recorded.Message, recorded.Count), Is.EqualTo(("Warning", "Failed", "it failed", 1)));
        Assert.That((recorded.Source.Component, recorded.Source.Host, recorded.ReportingComponent), Is.EqualTo(("kubelet", "n1", "kubelet")));
        Assert.That((recorded.FirstTimestamp, recorded.LastTimestamp), Is.EqualTo((FakeTimeProvider.Begin, FakeTimeProvider.Begin)));
        Assert.That((recorded.Namespace, recorded.Name), Is.EqualTo(("default", recorded.Name)));
        Assert.That(recorded.Name, Does.StartWith("a."));
    }

    [Test]
    public async Task The_same_event_again_counts_the_first_one_up()
    {
        for (var i = 0; i < 3; i++)
        {
            _events.Warning(Pod, "BackOff", "restarting");
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var recorded = (await EventsAsync(events => Assert.That(events.Single().Count, Is.EqualTo(3)))).Single();

        Assert.That(recorded.LastTimestamp - recorded.FirstTimestamp, Is.EqualTo(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task Many_similar_events_become_one()
    {
        for (var i = 0; i < 20; i++)
            _events.Warning(Pod, "Failed", $"attempt {i} failed");
        _events.Normal(Pod, "Marker", "the last one");

        var events = await EventsAsync(events => Assert.That(events.Select(one => one.Reason), Does.Contain("Marker")));

        var combined = events.Single(one => one.Message.StartsWith("(combined from similar events): ", StringComparison.Ordinal));
        Assert.That(events.Count(one => one.Reason == "Failed"), Is.EqualTo(EventLimits.SimilarBeforeCombining));
        Assert.That((combined.Count, combined.Message), Is.EqualTo((11, "(combined from similar events): attempt 19 failed")));
    }

    [Test]
    public async Task An_object_has_no_more_events_than_its_rate_allows_and_others_are_not_hit()
    {
        for (var i = 0; i < 100; i++)
            _events.Normal(Pod, $"Reason{i}", "something");
        _events.Normal(A.Pod("b").In("default").WithUid("v"), "Marker", "of another object");

        var events = await EventsAsync(events => Assert.That(events.Select(one => one.Reason), Does.Contain("Marker")));

        Assert.That(events.Count(one => one.InvolvedObject.Name == "a"), Is.EqualTo(EventLimits.BurstPerObject));
    }
}
