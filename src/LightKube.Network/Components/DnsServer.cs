using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Network.Dns.Server;
using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Zone;
using LightKube.Network.Interfaces;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Components;

/// <summary>
/// The cluster's DNS on this node: answers at <see cref="NetworkLayout.DnsAddresses"/>, which it puts on the loopback interface.
/// </summary>
/// <remarks>Make and start it in the node's network namespace.</remarks>
public sealed partial class DnsServer : IComponent, IReportsReadiness, IDisposable
{
    private const int DnsPort = 53;
    private const string LoopbackName = "lo";

    private readonly NetworkLayout _layout;
    private readonly Informer<Service> _services;
    private readonly Informer<EndpointSlice> _slices;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ZoneIndex _index = new();
    private readonly DnsEngine _engine;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _resources = [];
    private readonly List<UdpServer> _udp = [];
    private readonly List<TcpServer> _tcp = [];
    private readonly List<Task> _running = [];
    private LinkClient? _links;

    /// <param name="informers">The process's informers; the ones that it needs are asked for at once.</param>
    /// <param name="layout">The addresses of cluster and node.</param>
    /// <param name="resolverFile">Names the servers that other names are asked of: <c>/etc/resolv.conf</c>.</param>
    /// <param name="time">The clock of time-outs and of what is remembered.</param>
    /// <param name="random">Which endpoint comes first, 0 to 1.</param>
    /// <param name="loggers">Makes the logger.</param>
    public DnsServer(
        InformerSet informers, NetworkLayout layout, string resolverFile, TimeProvider time, Func<double> random, ILoggerFactory loggers)
    {
        _layout = layout;
        _services = informers.Get<Service>();
        _slices = informers.Get<EndpointSlice>();
        _slices.AddServiceIndex();
        _time = time;
        _logger = loggers.CreateLogger("LightKube.Network.Dns");
        var zone = new ClusterZone(_index, layout.ClusterDomain, [.. layout.ServiceNetworks, .. layout.PodNetworks], random);
        var upstream = new UpstreamServers(resolverFile, [.. layout.DnsAddresses], time);
        _engine = new DnsEngine(zone, new Forwarder(upstream.Current, time, _logger));
    }

    public string Name => "dns";

    /// <summary>Names that are not known yet must not be denied: clients remember that.</summary>
    public string? NotReadyBecause => _services.HasSynced && _slices.HasSynced ? null : "services not listed yet";

    public Task StartAsync(CancellationToken cancel)
    {
        _links = new LinkClient();
        _resources.Add(_links);
        var loopback = _links.FindIndex(LoopbackName) ?? throw new InvalidOperationException("this network namespace has no loopback interface");
        foreach (var address in _layout.DnsAddresses)
            _links.EnsureAddress(loopback, address, address.GetAddressBytes().Length * 8, hostOnly: true);
        foreach (var address in _layout.DnsAddresses)
            Listen(new IPEndPoint(address, DnsPort));
        _running.Add(Task.Run(() => ServeAsync(_stop.Token), CancellationToken.None));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        if (_links?.FindIndex(LoopbackName) is { } loopback)
            foreach (var address in _layout.DnsAddresses)
                _links.RemoveAddress(loopback, address, address.GetAddressBytes().Length * 8);
        foreach (var resource in _resources)
            resource.Dispose();
    }

    public void Dispose() => _stop.Dispose();

    private void Listen(IPEndPoint address)
    {
        try
        {
            var udp = new UdpServer(address, _engine, _logger);
            _resources.Add(udp);
            var tcp = new TcpServer(address, _engine, _time, _logger);
            _resources.Add(tcp);
            _udp.Add(udp);
            _tcp.Add(tcp);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new IOException($"cannot serve cluster DNS at {address}: another server of this machine listens on port {DnsPort} of all addresses; " +
                                  "bind it to addresses of its own, or turn the cluster's DNS off", e);
        }
    }

    private async Task ServeAsync(CancellationToken cancel)
    {
        try
        {
            await _services.WaitForSyncAsync(cancel);
            await _slices.WaitForSyncAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        // The present objects are delivered before AddHandler returns, so the first query finds them all.
        _resources.Add(_services.AddHandler((old, current, _) => Update((current ?? old)!.Key)));
        _resources.Add(_slices.AddHandler((old, current, _) => SliceChanged(old, current)));
        LogServing(string.Join(", ", _layout.DnsAddresses), _layout.ClusterDomain);
        await Task.WhenAll([.. _udp.Select(server => server.RunAsync(cancel)), .. _tcp.Select(server => server.RunAsync(cancel))]);
    }

    private void SliceChanged(EndpointSlice? old, EndpointSlice? current)
    {
        foreach (var slice in (EndpointSlice?[])[old, current])
            if (slice is not null && ServiceSlices.ServiceOf(slice) is { } service)
                Update(service);
    }

    // Called by the informers of two kinds, each in its own order; the newest state of both is read here.
    private void Update(ObjectKey key)
    {
        lock (_index)
        {
            var record = _services.Find(key) is { } service ? RecordPlan.For(service, Endpoints(service)) : null;
            if (record is not null)
                _index.Set(record);
            else if (ServiceRecord.KeyOf(key.Name, key.Namespace) is { } labels)
                _index.Remove(labels);
        }
    }

    private IReadOnlyList<EndpointSlice> Endpoints(Service service) =>
        service.Spec.ClusterIP == "None" ? _slices.OfService(service.Key) : [];

    [LoggerMessage(Level = LogLevel.Information, Message = "cluster DNS answers at {Addresses} for {Domain}")]
    private partial void LogServing(string addresses, string domain);
}
