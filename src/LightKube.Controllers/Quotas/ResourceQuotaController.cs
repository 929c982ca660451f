using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Quotas;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Queues;
using LightKube.Controllers.Kinds;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Controllers.Quotas;

/// <summary>
/// Counts what the namespaces' ResourceQuotas limit: after a quota has changed, after something that it counts has gone, and a while after admission
/// has charged it. It follows all kinds, most of them by their metadata alone.
/// </summary>
internal sealed partial class ResourceQuotaController : IComponent, IAsyncDisposable
{
    private readonly FollowedKinds _followed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private readonly IClient _client;
    private readonly TimeProvider _time;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ILogger _logger;
    private readonly Informer<ResourceQuota> _quotas;
    private IDisposable? _subscription;
    private Task _running = Task.CompletedTask;

    public ResourceQuotaController(CachedClient client, InformerSet informers, IKindSource kinds, TimeProvider time, Func<double> random, ILogger logger)
    {
        (_client, _time, _logger) = (client, time, logger);
        _followed = new FollowedKinds(
            kinds, static served => QuotaTally.Countable(served).Where(static kind => kind.Verbs.Contains("watch")),
            kind => informers.Get(kind, new InformerScope { MetadataOnly = !QuotaUsage.NeedsContent(kind) }), ObserveObject);
        _queue = new WorkQueue<ObjectKey>(time, random);
        _quotas = informers.Get<ResourceQuota>();
        _stop = new AsyncOnce(StopWorkingAsync);
    }

    public string Name => "resourcequota-controller";

    public WorkQueueStatistics Statistics => _queue.Statistics;

    public Task StartAsync(CancellationToken cancel)
    {
        _followed.Start();
        _subscription = _quotas.AddHandler((old, current, _) => ObserveQuota(old, current));
        _running = RunAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
        _queue.Dispose();
    }

    private void ObserveQuota(ResourceQuota? old, ResourceQuota? current)
    {
        if (current is null)
            return;
        if (old is not null && old.Spec.ToValue() == current.Spec.ToValue())
            _queue.AddAfter(current.Key, QuotaLimits.AfterCharge);
        else
            _queue.Add(current.Key);
    }

    // What is new was charged by admission; only what gives something back is of interest.
    private void ObserveObject(KindSchema kind, Document? old, Document? current)
    {
        if (old is null || _quotas.Untyped.Count == 0)
            return;
        foreach (var quota in _quotas.List(old.Namespace))
        {
            if (QuotaUsage.Concerns(quota, kind) && (current is null || UsageDiffers(kind, old, current)))
                _queue.Add(quota.Key);
        }
    }

    private bool UsageDiffers(KindSchema kind, Document old, Document current)
    {
        if (old.Uid != current.Uid)
            return true;
        if (!QuotaUsage.NeedsContent(kind))
            return false;
        var now = _time.GetUtcNow();
        var (before, after) = (QuotaUsage.Of(old, now), QuotaUsage.Of(current, now));
        return before.Count != after.Count || before.Any(pair => !after.TryGetValue(pair.Key, out var quantity) || quantity != pair.Value);
    }

    private async Task RunAsync()
    {
        try
        {
            await _quotas.WaitForSyncAsync(_stopping.Token);
            await _followed.WaitForSyncAsync(_stopping.Token);
            await _queue.RunAsync(QuotaLimits.Workers, CountAsync, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before all was in the cache.
        }
    }

    // The outermost edge of a count.
    private async Task CountAsync(ObjectKey key, CancellationToken cancel)
    {
        try
        {
            await WriteAsync(key, cancel);
            _queue.Forget(key);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (ApiException error) when (error.IsConflict || error.IsNotFound)
        {
            // Admission has charged it meanwhile, or it is gone.
            _queue.AddAfterFailure(key);
        }
        catch (Exception error)
        {
            LogFailed(_logger, error, key, _queue.AddAfterFailure(key));
        }
    }

    private async Task WriteAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_quotas.Find(key) is not { } quota)
            return;
        var followed = _followed.Now;
        var used = QuotaTally.Count(
            quota, followed.Values.Select(static one => one.Kind), kind => followed[kind.GroupResource].Informer.List(key.Namespace), _time.GetUtcNow());
        var counted = QuotaStatus.With(quota, used);
        if (!SameStatus(quota, counted))
            await _client.UpdateStatusAsync(counted, cancel);
        _queue.AddAfter(key, QuotaLimits.Resync);
    }

    private static bool SameStatus(ResourceQuota quota, ResourceQuota counted) =>
        SameAmounts(quota.Status.Hard, counted.Status.Hard) && SameAmounts(quota.Status.Used, counted.Status.Used);

    // 1 and 1000m are the same.
    private static bool SameAmounts(QuantityMap a, QuantityMap b) =>
        a.Count == b.Count && a.Keys.All(name => a[name] is { } mine && b[name] is { } other && mine == other);

    private async Task StopWorkingAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _subscription?.Dispose();
        _followed.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Counting what quota {Quota} limits failed, again in {Delay}")]
    private static partial void LogFailed(ILogger logger, Exception error, ObjectKey quota, TimeSpan delay);
}
