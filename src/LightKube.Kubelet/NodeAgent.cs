using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Node;
using LightKube.Kubelet.NodeApi;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;
using Microsoft.Extensions.Logging;
using CoreNode = LightKube.Api.Core.V1.Node;

namespace LightKube.Kubelet;

/// <summary>
/// The kubelet as a component: registers the node, keeps its lease and status, runs its pods, and serves the node API. Stopping it leaves the
/// pods running; the next start takes them over.
/// </summary>
/// <param name="options">What the node is told.</param>
/// <param name="runtime">Started before.</param>
/// <param name="client">The API, as the node's identity.</param>
/// <param name="informers">Of the same identity; started before or after.</param>
/// <param name="tls">How the node API proves itself and knows its callers; null serves none.</param>
public sealed partial class NodeAgent(
    KubeletOptions options, NodeRuntime runtime, IClient client, InformerSet informers, NodeApiTls? tls, TimeProvider time, Random random,
    ILoggerFactory logs) : IComponent, IReportsReadiness, IAsyncDisposable
{
    // The API may be another machine's, and start after us.
    private static readonly TimeSpan RegisterRetry = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logs.CreateLogger("kubelet");
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly EventRecorder _recorder = new(client, time, random.NextDouble, logs.CreateLogger("kubelet"), "kubelet-events");
    private PodSystem? _pods;
    private NodeStatusLoop? _status;
    private NodeApiServer? _api;

    public string Name => "kubelet";

    public string? NotReadyBecause => _status is null ? "has not registered its node" : _status.IsReady ? null : "the node is not ready";

    public async Task StartAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(options.RootDirectory);
        var machine = MachineInfo.Read(options.RootDirectory);
        var connected = runtime.Connected;
        var node = await RegisterAsync(new NodeRegistrar(client, options, machine), cancel);

        var events = new NodeEvents(_recorder, options.NodeName);
        _pods = new PodSystem(options, new RuntimeAccess(connected.Runtime, connected.Exits, connected.Name), client, informers, events, machine, time, _log);
        _status = new NodeStatusLoop(client, connected, new NodeStatusBuilder(options, machine, options.Version), options, time, _log);
        if (tls is not null)
        {
            _api = new NodeApiServer(options, tls, _pods, connected, client, time, logs);
            await _api.StartAsync(cancel);
        }
        await _recorder.StartAsync(cancel);
        Run(new NodeLease(client, options, node.Metadata.Uid, time, _log).RunAsync);
        Run(stop => _status.RunAsync(node, stop));
        Run(_pods.RunAsync);
        events.RecordNode("Starting", "Starting kubelet.");
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        if (_api is not null)
            await _api.StopAsync(cancel);
        await Task.WhenAll(_running).WaitAsync(cancel);
        await _recorder.StopAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        if (_api is not null)
            await _api.DisposeAsync();
        if (_pods is not null)
            await _pods.DisposeAsync();
        await _recorder.DisposeAsync();
        _stopping.Dispose();
    }

    private void Run(Func<CancellationToken, Task> loop) => _running.Add(Task.Run(() => RunLoggedAsync(loop)));

    private async Task RunLoggedAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
#pragma warning disable CA1031 // The outermost edge of a loop: its end must be known.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLoopFailed(_log, e);
        }
    }

    private async Task<CoreNode> RegisterAsync(NodeRegistrar registrar, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await registrar.RegisterAsync(cancel);
            }
            catch (ApiException e)
            {
                LogNotRegistered(_log, options.NodeName, e.Message);
                await Task.Delay(RegisterRetry, time, cancel);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Node {Node} cannot be registered yet: {Reason}")]
    private static partial void LogNotRegistered(ILogger log, string node, string reason);

    [LoggerMessage(LogLevel.Critical, "A part of the kubelet ended unexpectedly")]
    private static partial void LogLoopFailed(ILogger log, Exception error);
}
