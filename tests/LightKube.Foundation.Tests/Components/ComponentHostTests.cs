using LightKube.Foundation.Components;
using LightKube.Testing.Logging;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Components;

public sealed class ComponentHostTests
{
    private readonly List<string> _calls = [];
    private readonly RecordedLogs _logs = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FatalErrors _fatalErrors = new();

    [Test]
    public async Task Components_start_in_order_and_stop_in_reverse()
    {
        var host = Host(new FakeComponent("a", _calls), new FakeComponent("b", _calls));

        await host.StartAsync(CancellationToken.None);
        await host.StopAsync();

        Assert.That(_calls, Is.EqualTo(new[] { "init a", "init b", "start a", "start b", "stop b", "stop a" }));
    }

    [Test]
    public async Task Each_start_is_logged_with_its_duration()
    {
        var slow = new FakeComponent("slow", _calls)
        {
            OnStart = _ =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(1234));
                return Task.CompletedTask;
            },
        };

        await Host(slow).StartAsync(CancellationToken.None);

        Assert.That(_logs.Messages, Does.Contain("Started slow in 1234 ms"));
    }

    [Test]
    public void A_failing_start_stops_what_had_started_and_names_the_component()
    {
        var broken = new FakeComponent("broken", _calls) { OnStart = _ => throw new IOException("port 6443 is taken") };
        var host = Host(new FakeComponent("a", _calls), broken, new FakeComponent("c", _calls));

        var error = Assert.ThrowsAsync<ComponentFailedException>(() => host.StartAsync(CancellationToken.None))!;

        Assert.That(error.Message, Is.EqualTo("broken could not start: port 6443 is taken"));
        Assert.That(error.Component, Is.EqualTo("broken"));
        Assert.That(_calls, Does.Contain("stop a"));
        Assert.That(_calls, Has.None.EqualTo("start c"));
    }

    [Test]
    public void A_failing_init_starts_nothing()
    {
        var broken = new FakeComponent("broken", _calls) { OnInit = () => throw new InvalidOperationException("bad option") };
        var host = Host(new FakeComponent("a", _calls), broken);

        var error = Assert.ThrowsAsync<ComponentFailedException>(() => host.StartAsync(CancellationToken.None))!;

        Assert.That(error.Phase, Is.EqualTo(ComponentPhase.Init));
        Assert.That(_calls, Is.EqualTo(new[] { "init a", "init broken", "stop broken", "stop a" }));
    }

    [Test]
    public async Task A_failing_stop_does_not_keep_the_others_from_being_stopped()
    {
        var broken = new FakeComponent("broken", _calls) { OnStop = _ => throw new IOException("disk full") };
        var host = Host(new FakeComponent("a", _calls), broken);
        await host.StartAsync(CancellationToken.None);

        await host.StopAsync();

        Assert.That(_calls[^1], Is.EqualTo("stop a"));
        Assert.That(_logs.Messages, Does.Contain("broken did not stop cleanly"));
    }

    [Test]
    public async Task A_stop_that_hangs_is_left_behind_after_its_time_out()
    {
        var stopping = new TaskCompletionSource();
        var hanging = new FakeComponent("hanging", _calls)
        {
            OnStop = _ =>
            {
                stopping.SetResult();
                return new TaskCompletionSource().Task;
            },
        };
        var host = Host(new FakeComponent("a", _calls), hanging);
        await host.StartAsync(CancellationToken.None);

        var stop = host.StopAsync();
        await stopping.Task.InTime();
        _time.Advance(ComponentHost.StopTimeout);
        await stop.InTime();

        Assert.That(_calls[^1], Is.EqualTo("stop a"));
        Assert.That(_logs.Messages, Has.Some.StartsWith("hanging did not stop within"));
    }

    [Test]
    public async Task A_second_stop_joins_the_first()
    {
        var host = Host(new FakeComponent("a", _calls));
        await host.StartAsync(CancellationToken.None);

        await Task.WhenAll(host.StopAsync(), host.StopAsync());

        Assert.That(_calls.Count(call => call == "stop a"), Is.EqualTo(1));
    }

    [Test]
    public async Task Ready_is_announced_once_every_component_is()
    {
        var late = new FakeComponent("late", _calls) { NotReadyBecause = "no node yet" };
        var host = Host(new FakeComponent("a", _calls), late);
        using var shutdown = new CancellationTokenSource();
        var ready = new TaskCompletionSource();

        var run = host.RunAsync(ready.SetResult, shutdown.Token);
        Assert.That(host.CheckReadiness().ToString(), Is.EqualTo("late: no node yet"));
        Assert.That(ready.Task.IsCompleted, Is.False);
        late.NotReadyBecause = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await ready.Task.InTime();
        await shutdown.CancelAsync();
        await run.InTime();

        Assert.That(_calls[^1], Is.EqualTo("stop a"));
    }

    [Test]
    public async Task A_fatal_error_of_a_running_component_ends_the_run_with_it()
    {
        var host = Host(new FakeComponent("a", _calls));
        var ready = new TaskCompletionSource();
        var run = host.RunAsync(ready.SetResult, CancellationToken.None);
        await ready.Task.InTime();

        _fatalErrors.Report("a", new IOException("database is corrupt"));

        var error = Assert.ThrowsAsync<ComponentFailedException>(() => run.InTime())!;
        Assert.That(error.Message, Is.EqualTo("a cannot go on: database is corrupt"));
        Assert.That(_calls[^1], Is.EqualTo("stop a"));
    }

    [Test]
    public void A_fatal_error_ends_the_wait_for_readiness()
    {
        var host = Host(new FakeComponent("a", _calls) { NotReadyBecause = "is starting" });
        var run = host.RunAsync(() => Assert.Fail("never ready"), CancellationToken.None);

        _fatalErrors.Report("b", new IOException("gone"));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.ThrowsAsync<ComponentFailedException>(() => run.InTime());
    }

    [Test]
    public async Task A_shutdown_during_the_start_stops_what_had_started_and_is_no_error()
    {
        using var shutdown = new CancellationTokenSource();
        var starting = new TaskCompletionSource();
        var slow = new FakeComponent("slow", _calls)
        {
            OnStart = cancel =>
            {
                starting.SetResult();
                return Task.Delay(Timeout.Infinite, cancel);
            },
        };
        var run = Host(new FakeComponent("a", _calls), slow).RunAsync(() => Assert.Fail("never ready"), shutdown.Token);
        await starting.Task.InTime();

        await shutdown.CancelAsync();
        await run.InTime();

        Assert.That(_calls[^1], Is.EqualTo("stop a"));
    }

    [Test]
    public void A_component_that_has_not_started_is_not_ready()
    {
        var host = Host(new FakeComponent("a", _calls));

        Assert.That(host.CheckReadiness().ToString(), Is.EqualTo("a: has not started"));
    }

    [Test]
    public async Task A_component_sees_the_readiness_of_all_through_the_host_bound_to_it()
    {
        var readiness = new HostReadiness();
        Assert.That(readiness.Check().ToString(), Is.EqualTo("server: is starting"));
        var host = Host(new FakeComponent("a", _calls) { NotReadyBecause = "no node yet" });
        readiness.Bind(host);

        await host.StartAsync(CancellationToken.None);

        Assert.That(readiness.Check().ToString(), Is.EqualTo("a: no node yet"));
    }

    [Test]
    public void Two_components_of_one_name_are_refused() =>
        Assert.That(() => Host(new FakeComponent("a", _calls), new FakeComponent("a", _calls)), Throws.ArgumentException);

    private ComponentHost Host(params IComponent[] components) => new(components, _fatalErrors, _time, _logs.CreateLogger("test"));
}
