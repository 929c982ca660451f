using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Network.HostPorts;
using LightKube.Network.Netlink;
using LightKube.Network.Rules;
using LightKube.Network.Services;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Components;

/// <summary>
/// Keeps the node's packet filter in step with services, their endpoints and the host ports of the node's pods. What stands in
/// the kernel goes on working when it stops, until the next start takes it over.
/// </summary>
/// <remarks>Make and start it in the node's network namespace.</remarks>
public sealed partial class ServiceProxy : IComponent, IReportsReadiness, IDisposable
{
    private readonly Informer<Service> _services;
    private readonly Informer<EndpointSlice> _slices;
    private readonly Informer<Pod> _pods;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NetworkLayout _layout;
    private readonly ServicePlan _plan;
    private readonly DirtyKeys<Owner> _dirty = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _handlers = [];
    private RulesetApplier? _applier;
    private Task _loop = Task.CompletedTask;
    private string? _notReady = "services not listed yet";

    private readonly record struct Owner(bool IsPod, ObjectKey Key)
    {
        public override string ToString() => $"{(IsPod ? "pod" : "service")} {Key}";
    }

    /// <param name="informers">The process's informers; the ones that it needs are asked for at once.</param>
    /// <param name="layout">The addresses of cluster and node.</param>
    /// <param name="time">The clock of intervals.</param>
    /// <param name="loggers">Makes the logger.</param>
    public ServiceProxy(InformerSet informers, NetworkLayout layout, TimeProvider time, ILoggerFactory loggers)
    {
        _services = informers.Get<Service>();
        _slices = informers.Get<EndpointSlice>();
        _slices.AddServiceIndex();
        _pods = informers.Get<Pod>(new InformerScope { FieldSelector = $"spec.nodeName={layout.NodeName}" });
        _layout = layout;
        _plan = new ServicePlan(layout.NodeName);
        _time = time;
        _logger = loggers.CreateLogger("LightKube.Network.Services");
    }

    public string Name => "service-proxy";

    public string? NotReadyBecause => Volatile.Read(ref _notReady);

    public Task StartAsync(CancellationToken cancel)
    {
        _applier = new RulesetApplier(_layout);
        _handlers.Add(_services.AddHandler((old, current, _) => _dirty.Add(new Owner(false, (current ?? old)!.Key))));
        _handlers.Add(_slices.AddHandler((old, current, _) => SliceChanged(old, current)));
        _handlers.Add(_pods.AddHandler((old, current, _) => _dirty.Add(new Owner(true, (current ?? old)!.Key))));
        _loop = Task.Run(() => RunAsync(_applier, _stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        foreach (var handler in _handlers)
            handler.Dispose();
        await _stop.CancelAsync();
        await _loop;
        _applier?.Dispose();
    }

    public void Dispose() => _stop.Dispose();

    private void SliceChanged(EndpointSlice? old, EndpointSlice? current)
    {
        foreach (var slice in (EndpointSlice?[])[old, current])
            if (slice is not null && ServiceSlices.ServiceOf(slice) is { } service)
                _dirty.Add(new Owner(false, service));
    }

    private async Task RunAsync(RulesetApplier applier, CancellationToken cancel)
    {
        try
        {
            await _services.WaitForSyncAsync(cancel);
            await _slices.WaitForSyncAsync(cancel);
            await _pods.WaitForSyncAsync(cancel);
            // A cluster without any service still wants its table.
            Apply(applier, []);
            while (true)
            {
                var owners = await _dirty.TakeAsync(cancel);
                await Task.Delay(Apply(applier, owners) ? NetworkLimits.CommitInterval : NetworkLimits.RetryInterval, _time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private bool Apply(RulesetApplier applier, IReadOnlyCollection<Owner> owners)
    {
        try
        {
            var started = _time.GetTimestamp();
            var commit = applier.Apply(owners.Select(owner => KeyValuePair.Create(owner.ToString(), Rules(owner))));
            Volatile.Write(ref _notReady, null);
            if (commit.Requests > 0)
                LogCommitted(commit.Requests, commit.Bytes, commit.DeletedFlows, _time.GetElapsedTime(started).TotalMilliseconds);
            return true;
        }
        catch (NetlinkException refused)
        {
            // The applier remembers what is wanted; the next attempt replaces the whole table.
            LogRefused(refused);
            Volatile.Write(ref _notReady, refused.Message);
            _dirty.AddRange(owners.Count > 0 ? owners : [default]);
            return false;
        }
    }

    private OwnedRules? Rules(Owner owner)
    {
        if (owner.IsPod)
            return _pods.Find(owner.Key) is { } pod ? HostPortPlan.For(pod) : null;
        return _services.Find(owner.Key) is { } service
            ? _plan.For(ServiceReading.Read(service), [.. _slices.OfService(owner.Key).Select(ServiceReading.Read)])
            : null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "packet filter: {Requests} requests, {Bytes} bytes, {Flows} stale connections deleted, {Milliseconds:F1} ms")]
    private partial void LogCommitted(int requests, int bytes, int flows, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The kernel refused the packet filter; the whole table is tried again soon")]
    private partial void LogRefused(NetlinkException refused);
}
