using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.Scheduler.Tests.Rigs;

/// <summary>The scheduler as it runs in a server, over an API in memory and with a clock that the test moves.</summary>
internal sealed class SchedulerRig : IAsyncDisposable
{
    private readonly RecordedLogs _logs = new();
    private readonly InformerSet _informers;
    private readonly EventRecorder _events;
    private readonly SchedulerComponent _scheduler;
    private readonly Eventually _eventually;

    private SchedulerRig()
    {
        Api = new BindingApi(new MemoryApi(Clock));
        _informers = new InformerSet(Api, Clock, () => 0.5, _logs);
        _events = new EventRecorder(Api, Clock, () => 0.5, _logs.CreateLogger("events"));
        _scheduler = new SchedulerComponent(Api, _informers, _events, new SchedulerOptions(), Clock, () => 0.5, _logs);
        _eventually = new Eventually(Api, () => _logs.Lines(LogLevel.Debug));
    }

    public FakeTimeProvider Clock { get; } = new();

    public BindingApi Api { get; }

    public static async Task<SchedulerRig> StartAsync(params KubeObject[] objects)
    {
        var rig = new SchedulerRig();
        await rig.CreateAsync(objects);
        await rig._events.StartAsync(CancellationToken.None);
        await rig._scheduler.StartAsync(CancellationToken.None);
        await rig._informers.StartAsync(CancellationToken.None);
        return rig;
    }

    public async Task CreateAsync(params KubeObject[] objects)
    {
        foreach (var made in objects)
            await new ObjectWriter(Api).CreateAsync(made);
    }

    public Task<T> UpdateAsync<T>(string name, Action<T> change)
        where T : KubeObject, IKubeObject<T> => new ObjectWriter(Api).UpdateAsync(KeyOf<T>(name), change);

    public Task DeleteAsync<T>(string name)
        where T : KubeObject, IKubeObject<T> =>
        Api.DeleteAsync(T.Schema, KeyOf<T>(name), new DeleteQuery { GracePeriodSeconds = 0 }, CancellationToken.None);

    public Task<T> EventuallyAsync<T>(string name, Action<T> assertions)
        where T : KubeObject, IKubeObject<T> => _eventually.HoldsAsync(KeyOf<T>(name), assertions);

    public Task<IReadOnlyList<T>> EventuallyAllAsync<T>(Action<IReadOnlyList<T>> assertions)
        where T : KubeObject, IKubeObject<T> => _eventually.HoldsForAllAsync(assertions);

    /// <summary>Moves the clock a second at a time until the fact holds: for what is scheduled only after the test's last look.</summary>
    public async Task AdvanceUntilAsync<T>(string name, Func<T, bool> fact)
        where T : KubeObject, IKubeObject<T>
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!fact(await Api.GetAsync<T>(KeyOf<T>(name), CancellationToken.None)))
        {
            await poll.WaitForNextTickAsync(deadline.Token);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await _events.DisposeAsync();
        await _informers.DisposeAsync();
        _logs.Dispose();
    }

    private static ObjectKey KeyOf<T>(string name)
        where T : KubeObject, IKubeObject<T> => new(T.Schema.Namespaced ? "default" : "", name);
}
