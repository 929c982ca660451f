using LightKube.Foundation.Components;
using LightKube.Kubelet.Runtime.Containerd;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime;

/// <summary>The node's container runtime as a component: the one given, one found running, or our own containerd.</summary>
public sealed class NodeRuntime(RuntimeOptions options, FatalErrors fatalErrors, TimeProvider time, ILoggerFactory logs)
    : IComponent, IReportsReadiness, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger("runtime");
    private OwnContainerd? _own;
    private ConnectedRuntime? _connected;

    public string Name => "container-runtime";

    public string? NotReadyBecause => _connected is null ? "has not started" : _own?.NotReadyBecause;

    /// <summary>Where the runtime listens, once started: <c>unix:///run/containerd/containerd.sock</c>.</summary>
    public string? Endpoint => _connected?.Endpoint.ToString();

    /// <exception cref="InvalidOperationException">Before it has started.</exception>
    internal ConnectedRuntime Connected => _connected ?? throw new InvalidOperationException("The container runtime has not started.");

    public async Task StartAsync(CancellationToken cancel)
    {
        var locator = new RuntimeLocator(RuntimeLocator.UsualSockets, time, _log);
        _connected = await locator.FindAsync(options, cancel);
        if (_connected is not null)
            return;
        _own = new OwnContainerd(options, fatalErrors, time, _log);
        _connected = await _own.StartAsync(cancel);
    }

    /// <summary>Ends our own containerd; containers run on under their shims.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        _connected?.Dispose();
        if (_own is not null)
            await _own.StopAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _connected?.Dispose();
        if (_own is not null)
            await _own.DisposeAsync();
    }
}
