using System.Diagnostics;
using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Network.Cni;
using LightKube.Network.Interfaces;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Components;

/// <summary>
/// Waits until the node has its pod networks (node.spec.podCIDRs), prepares bridge, routes and kernel settings, and then
/// writes the configuration that the container runtime waits for.
/// </summary>
/// <remarks>Make and start it in the node's network namespace.</remarks>
public sealed partial class CniConfigurator : IComponent, IReportsReadiness, IDisposable
{
    private readonly ObjectKey _node;
    private readonly Informer<Node> _nodes;
    private readonly NodeNetwork _network;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private string? _notReady = "the node has no pod network (spec.podCIDR) yet";

    /// <param name="informers">The process's informers; the one that it needs is asked for at once.</param>
    /// <param name="layout">The addresses of cluster and node.</param>
    /// <param name="options">Where the configuration goes.</param>
    /// <param name="time">The clock of intervals.</param>
    /// <param name="loggers">Makes the logger.</param>
    public CniConfigurator(InformerSet informers, NetworkLayout layout, CniOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _node = new ObjectKey("", layout.NodeName);
        _nodes = informers.Get<Node>(new InformerScope { FieldSelector = $"metadata.name={layout.NodeName}" });
        _network = new NodeNetwork(layout, options);
        _time = time;
        _logger = loggers.CreateLogger("LightKube.Network.Cni");
    }

    public string Name => "cni";

    public string? NotReadyBecause => Volatile.Read(ref _notReady);

    public async Task InitAsync(CancellationToken cancel)
    {
        if (!NodeSysctls.SeesBridgedPackets)
            await LoadBridgeFilterAsync(cancel);
        if (!NodeSysctls.SeesBridgedPackets)
            LogNoBridgeFilter();
    }

    public Task StartAsync(CancellationToken cancel)
    {
        _loop = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await _stop.CancelAsync();
        await _loop;
    }

    public void Dispose() => _stop.Dispose();

    // A node keeps its networks for its life, so the first ones are the ones.
    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await _nodes.WaitForAsync(_node, node => node is not null && PodNetworks(node).Count > 0, cancel);
            while (!TryApply(PodNetworks(_nodes.Find(_node)!)))
                await Task.Delay(NetworkLimits.RetryInterval, _time, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private bool TryApply(List<IPNetwork> networks)
    {
        try
        {
            _network.Apply(networks);
            Volatile.Write(ref _notReady, null);
            LogConfigured(string.Join(", ", networks));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
            Volatile.Write(ref _notReady, e.Message);
            return false;
        }
    }

    private static List<IPNetwork> PodNetworks(Node node)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in node.Spec.PodCIDRs.Count > 0 ? (IEnumerable<string>)node.Spec.PodCIDRs : [node.Spec.PodCIDR])
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
        return networks;
    }

    private async Task LoadBridgeFilterAsync(CancellationToken cancel)
    {
        try
        {
            using var modprobe = Process.Start(new ProcessStartInfo("modprobe", ["-q", "br_netfilter"]));
            if (modprobe is not null)
                await modprobe.WaitForExitAsync(cancel);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            LogNoModprobe(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "pods of this node get addresses of {Networks}")]
    private partial void LogConfigured(string networks);

    [LoggerMessage(Level = LogLevel.Error, Message = "The node's network cannot be prepared; trying again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel has no br_netfilter module: pods cannot reach services whose endpoint is on their own node. Load it with 'modprobe br_netfilter'")]
    private partial void LogNoBridgeFilter();

    [LoggerMessage(Level = LogLevel.Debug, Message = "modprobe cannot be run: {Reason}")]
    private partial void LogNoModprobe(string reason);
}
