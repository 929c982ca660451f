using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using Microsoft.Extensions.Logging;

namespace LightKube.Testing.Rigs;

/// <summary>What reconcilers are made of.</summary>
public sealed record RigParts(CachedClient Client, InformerSet Informers, EventRecorder Events, TimeProvider Time);

/// <summary>
/// Reconcilers with the real runtime over an API in memory. The test plays everyone else: it creates and changes objects, and waits for facts.
/// Names stand for objects in namespace <c>default</c>, or <c>namespace/name</c>.
/// </summary>
public sealed class Rig : IAsyncDisposable
{
    private readonly RecordedLogs _logs;
    private readonly InformerSet _informers;
    private readonly EventRecorder _events;
    private readonly ControllerGroup _group;
    private readonly Eventually _eventually;

    private Rig(IClient api, DeclaredWritesClient guarded, RigParts parts, ControllerGroup group, RecordedLogs logs)
    {
        (Client, Guard, _informers, _events, _group, _logs) = (api, guarded, parts.Informers, parts.Events, group, logs);
        _eventually = new Eventually(api, () => logs.Lines(LogLevel.Debug));
    }

    /// <summary>The API as the test uses it.</summary>
    public IClient Client { get; }

    /// <summary>Through which the reconcilers write.</summary>
    public DeclaredWritesClient Guard { get; }

    public InformerSet Informers => _informers;

    public static Task<Rig> StartAsync(Func<CachedClient, IReconciler> make, TimeProvider? clock = null) =>
        StartAsync(parts => [make(parts.Client)], clock);

    /// <param name="make">Makes the reconcilers.</param>
    /// <param name="clock">The clock of everything; null for the real one.</param>
    public static async Task<Rig> StartAsync(Func<RigParts, IReadOnlyList<IReconciler>> make, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var logs = new RecordedLogs();
        var api = new MemoryApi(clock);
        var guarded = new DeclaredWritesClient(api);
        var informers = new InformerSet(api, clock, () => 0.5, logs);
        var events = new EventRecorder(api, clock, () => 0.5, logs.CreateLogger("events"));
        var client = new CachedClient(guarded, informers, clock, logs.CreateLogger("client"));
        var parts = new RigParts(client, informers, events, clock);
        var reconcilers = make(parts);
        foreach (var reconciler in reconcilers)
            guarded.Allow(reconciler.Writes);
        var group = new ControllerGroup("rig", reconcilers, informers, clock, () => 0.5, logs);
        await events.StartAsync(CancellationToken.None);
        await group.StartAsync(CancellationToken.None);
        await informers.StartAsync(CancellationToken.None);
        await informers.WaitForSyncAsync(CancellationToken.None);
        return new Rig(api, guarded, parts, group, logs);
    }

    /// <summary>Creates the objects in the order given, their status included.</summary>
    public async Task CreateAsync(params KubeObject[] objects)
    {
        foreach (var made in objects)
            await new ObjectWriter(Client).CreateAsync(made);
    }

    /// <summary>Changes an object, its status included, whoever else changes it meanwhile.</summary>
    public Task<T> UpdateAsync<T>(string name, Action<T> change)
        where T : KubeObject, IKubeObject<T> => new ObjectWriter(Client).UpdateAsync(KeyOf<T>(name), change);

    public Task DeleteAsync<T>(string name, DeleteQuery? query = null)
        where T : KubeObject, IKubeObject<T> => Client.DeleteAsync<T>(KeyOf<T>(name), CancellationToken.None, query);

    public Task<T?> FindAsync<T>(string name)
        where T : KubeObject, IKubeObject<T> => Client.FindAsync<T>(KeyOf<T>(name), CancellationToken.None);

    public Task<IReadOnlyList<T>> ListAsync<T>()
        where T : KubeObject, IKubeObject<T> => Client.ListAsync<T>(new ListQuery(), CancellationToken.None);

    /// <summary>Waits until the assertions hold for the object.</summary>
    /// <returns>The object for which they held.</returns>
    public Task<T> EventuallyAsync<T>(string name, Action<T> assertions)
        where T : KubeObject, IKubeObject<T> => _eventually.HoldsAsync(KeyOf<T>(name), assertions);

    /// <summary>Waits until the assertions hold for all objects of the kind, in key order.</summary>
    public Task<IReadOnlyList<T>> EventuallyAllAsync<T>(Action<IReadOnlyList<T>> assertions)
        where T : KubeObject, IKubeObject<T> => _eventually.HoldsForAllAsync(assertions);

    /// <summary>Waits until the object is gone.</summary>
    public Task EventuallyGoneAsync<T>(string name)
        where T : KubeObject, IKubeObject<T> =>
        _eventually.HoldsForAllAsync<T>(all => Assert.That(all.Select(item => item.Key), Does.Not.Contain(KeyOf<T>(name))));

    /// <summary>
    /// Waits until the reconcilers have nothing in hand and nothing waiting: what they do not do by now they will not do without a further change.
    /// </summary>
    public async Task SettledAsync()
    {
        // A marker's way through the caches shows that they hold all that the test wrote before; the queues then show the rest.
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var quiet = 0; quiet < 8;)
        {
            await poll.WaitForNextTickAsync(deadline.Token);
            quiet = _group.Statistics.All(one => one.Queue is { Waiting: 0, Processing: 0 }) && await HaveCaughtUpAsync() ? quiet + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _group.DisposeAsync();
        await _events.DisposeAsync();
        await _informers.DisposeAsync();
        _logs.Dispose();
    }

    internal static ObjectKey KeyOf<T>(string name)
        where T : KubeObject, IKubeObject<T>
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 ? new ObjectKey(name[..slash], name[(slash + 1)..]) : new ObjectKey(T.Schema.Namespaced ? "default" : "", name);
    }

    private async Task<bool> HaveCaughtUpAsync()
    {
        foreach (var informer in _informers.All)
        {
            var list = await Client.ListAsync(informer.Kind, informer.Scope.ToQuery(), CancellationToken.None);
            if (list.Items.Count != informer.Count || list.Items.Any(item => !IsCached(informer, item)))
                return false;
        }
        return true;
    }

    private static bool IsCached(Informer informer, Document item) =>
        informer.Find(new ObjectKey(item.Namespace, item.Name))?.ResourceVersion == item.ResourceVersion;
}
