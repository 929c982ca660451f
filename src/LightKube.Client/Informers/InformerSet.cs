using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Informers;

/// <summary>
/// The informers of a process: one for each kind and scope that somebody asked for, so that all components share one decoded copy.
/// </summary>
/// <param name="client">Where to list and watch.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="random">The jitter of the back-off, 0 to 1.</param>
/// <param name="loggers">Makes the logger.</param>
public sealed class InformerSet(IClient client, TimeProvider time, Func<double> random, ILoggerFactory loggers, string name = "informers")
    : IComponent, IReportsReadiness, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string ApiVersion, string Kind, InformerScope Scope), Running> _informers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger = loggers.CreateLogger("LightKube.Client.Informers");
    private bool _started;

    private sealed record Running(Informer Informer, CancellationTokenSource Stop)
    {
        public Task Loop { get; set; } = Task.CompletedTask;
    }

    public string Name => name;

    /// <inheritdoc/>
    public string? NotReadyBecause
    {
        get
        {
            lock (_lock)
            {
                return _informers.Values.FirstOrDefault(running => !running.Informer.HasSynced) is { } behind
                    ? $"{behind.Informer.Kind.GroupResource} not listed yet"
                    : null;
            }
        }
    }

    /// <summary>All informers that somebody asked for.</summary>
    public IReadOnlyList<Informer> All
    {
        get
        {
            lock (_lock)
                return [.. _informers.Values.Select(running => running.Informer)];
        }
    }

    /// <summary>The informer of the kind. It runs once the set has started; indexes and handlers may be added before or after.</summary>
    public Informer<T> Get<T>(InformerScope? scope = null)
        where T : KubeObject, IKubeObject<T> => new(Get(T.Schema, scope));

    /// <inheritdoc cref="Get{T}"/>
    public Informer Get(KindSchema kind, InformerScope? scope = null)
    {
        scope ??= InformerScope.Everything;
        lock (_lock)
        {
            // Who needs only metadata is served by the whole copy when there is one.
            if ((scope.MetadataOnly && _informers.TryGetValue(Id(kind, scope with { MetadataOnly = false }), out var running))
                || _informers.TryGetValue(Id(kind, scope), out running))
                return running.Informer;

            running = new Running(new Informer(kind, scope, _logger), CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            _informers.Add(Id(kind, scope), running);
            if (_started)
                Start_NeedsLock(running);
            return running.Informer;
        }
    }

    /// <summary>The informer of all objects of the kind, when there is one and it has its first list.</summary>
    internal Informer? FindSynced(KindSchema kind)
    {
        lock (_lock)
        {
            return _informers.TryGetValue(Id(kind, InformerScope.Everything), out var running) && running.Informer.HasSynced
                ? running.Informer
                : null;
        }
    }

    /// <summary>Stops following a kind that is no longer served. Whoever asks again gets a new informer.</summary>
    public async Task RemoveAsync(Informer informer)
    {
        Running? running;
        lock (_lock)
        {
            if (!_informers.Remove(Id(informer.Kind, informer.Scope), out running))
                return;
        }
        await running.Stop.CancelAsync();
        await running.Loop;
        running.Stop.Dispose();
    }

    /// <summary>Completes when every informer that was asked for up to now has its first list.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancel)
    {
        foreach (var informer in All)
            await informer.WaitForSyncAsync(cancel);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            _started = true;
            foreach (var running in _informers.Values)
                Start_NeedsLock(running);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        Task[] loops;
        lock (_lock)
            loops = [.. _informers.Values.Select(running => running.Loop)];
        await Task.WhenAll(loops);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        lock (_lock)
        {
            foreach (var running in _informers.Values)
                running.Stop.Dispose();
            _informers.Clear();
        }
        _stopping.Dispose();
    }

    private static (string ApiVersion, string Kind, InformerScope Scope) Id(KindSchema kind, InformerScope scope) =>
        (kind.ApiVersion, kind.Kind, scope);

    private void Start_NeedsLock(Running running) =>
        running.Loop = Task.Run(() => new InformerLoop(client, running.Informer, time, random, _logger).RunAsync(running.Stop.Token));
}
