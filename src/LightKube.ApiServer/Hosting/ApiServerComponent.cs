using System.Net;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization.Bootstrap;
using LightKube.ApiServer.FlowControl;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Strategies.Services;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Foundation.Components;
using LightKube.Store;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Hosting;

/// <summary>The API server: loads the store, makes what every cluster has, and serves.</summary>
public sealed class ApiServerComponent : IComponent, IReportsReadiness
{
    private readonly ApiServerOptions _options;
    private readonly ApiServices _services;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private FlowReconciler? _flows;
    private KestrelEndpoint? _endpoint;
    private Auditor? _auditor;
    private Task _loops = Task.CompletedTask;
    private volatile string? _notReady = "starting";

    public ApiServerComponent(ApiServerOptions options, IStore store, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _services = new ApiServices(options, store, time, loggers);
        _services.Context.Catalog.Changed += () => ThreadPool.QueueUserWorkItem(static self => self.KindsChanged?.Invoke(), this, preferLocal: false);
        _time = time;
        _stop = new AsyncOnce(StopOnceAsync);
    }

    private readonly TimeProvider _time;

    public string Name => "api-server";

    public string? NotReadyBecause => _notReady;

    /// <summary>The port that is listened at; known after the start.</summary>
    public int Port { get; private set; }

    /// <summary>The kinds that are served now, custom ones included.</summary>
    public IReadOnlyList<KindSchema> Kinds => [.. _services.Context.Catalog.All.Select(static resource => resource.Schema)];

    /// <summary>Raised after <see cref="Kinds"/> has changed; not on a thread that anybody waits for.</summary>
    public event Action? KindsChanged;

    /// <summary>The API for a component in this process. Usable after the start.</summary>
    public IClient ClientOf(UserInfo user) => _services.ClientOf(user);

    public async Task StartAsync(CancellationToken cancel)
    {
        await _services.LoadAsync(cancel);
        var client = ClientOf(UserInfo.ApiServer);
        await new SystemObjects(client, _services.Reader).EnsureAsync(cancel);
        await new BootstrapPolicyReconciler(client, _services.Reader).ReconcileAsync(cancel);
        await _services.Aggregation.StartAsync(
            client, _services.Context.Catalog.All.Select(resource => resource.Schema), _services.Observe, _loggers, cancel);
        _flows = new FlowReconciler(client, _services.Reader, _time, _loggers.CreateLogger<FlowReconciler>());
        await _flows.ReconcileAsync(cancel);
        var pipeline = _services.BuildPipeline(() => _notReady, _loggers.CreateLogger("api-server"), _auditor = _services.BuildAuditor(_loggers));
        _endpoint = await KestrelEndpoint.StartAsync(
            _options.Listen, _options.ListenHandle, _options.Tls, pipeline.HandleAsync, _loggers, cancel);
        Port = _endpoint.Addresses[0].Port;
        _loops = RunLoopsAsync(client);
        _notReady = null;
    }

    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync().WaitAsync(cancel);

    private async Task RunLoopsAsync(IClient client)
    {
        var aggregator = new ClusterRoleAggregator(client, _services.Reader, _time, _loggers.CreateLogger<ClusterRoleAggregator>());
        var master = new MasterServiceReconciler(
            client, _services.Reader, _services.ServiceNetwork, () => [new IPEndPoint(_options.AdvertiseAddress, Port)], _time,
            _loggers.CreateLogger<MasterServiceReconciler>());
        var published = new ExtensionAuthenticationPublisher(
            client, _services.Reader, _options.ClusterAuthority, _options.FrontProxy, _time, _loggers.CreateLogger<ExtensionAuthenticationPublisher>());
        var definitions = _services.DefinitionReconciler(client, _loggers);
        _services.Observe(definitions);
        var ranges = new ServiceCidrReconciler(client, _services.Reader, _services.ServiceNetwork, _time, _loggers.CreateLogger<ServiceCidrReconciler>());
        await using var events = new EventRecorder(client, _time, Random.Shared.NextDouble, _loggers.CreateLogger("api-server"), "api-server-events");
        await events.StartAsync(_stopping.Token);
        var faults = new ServiceFaults(_services.Reader, _services.ServiceNetwork, events, _time, _loggers.CreateLogger<ServiceFaults>());
        _services.Observe(faults);
        var addresses = new IpAddressReconciler(client, _services.Reader, _services.ServiceNetwork, _time, _loggers.CreateLogger<IpAddressReconciler>());
        _services.Observe(ranges);
        _services.Observe(addresses);
        _services.Observe(_flows!);
        _services.Observe(aggregator);
        _services.Observe(master);
        try
        {
            await Task.WhenAll(
                aggregator.RunAsync(_stopping.Token),
                _flows!.RunAsync(_stopping.Token),
                master.RunAsync(_stopping.Token),
                ranges.RunAsync(_stopping.Token),
                addresses.RunAsync(_stopping.Token),
                faults.RunAsync(_stopping.Token),
                published.RunAsync(_stopping.Token),
                _services.LegacyTokens.RunAsync(client, _stopping.Token),
                definitions.RunAsync(_stopping.Token),
                _services.Aggregation.RunAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end that Stop asked for.
        }
    }

    private async Task StopOnceAsync()
    {
        _notReady = "stopping";
        await _stopping.CancelAsync();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        await _loops;
        if (_auditor is not null)
        {
            await _auditor.DisposeAsync();
        }

        _services.Dispose();
        _stopping.Dispose();
    }
}
