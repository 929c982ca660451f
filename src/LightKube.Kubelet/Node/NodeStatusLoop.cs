using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime;
using Microsoft.Extensions.Logging;
using CoreNode = LightKube.Api.Core.V1.Node;

namespace LightKube.Kubelet.Node;

/// <summary>Looks at the node every few seconds and writes its status when it changed, and now and then in any case.</summary>
internal sealed partial class NodeStatusLoop(
    IClient client, ConnectedRuntime connected, NodeStatusBuilder builder, KubeletOptions options, TimeProvider time, ILogger log)
{
    // A look costs two calls to the local runtime.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    // Until the node is ready, pods wait for it.
    private static readonly TimeSpan LookIntervalUntilReady = TimeSpan.FromMilliseconds(250);

    private NodeStatus _written = new();
    private DateTimeOffset _writtenAt;
    private bool _cidrTold;

    internal bool IsReady { get; private set; }

    internal async Task RunAsync(CoreNode node, CancellationToken cancel)
    {
        _written = node.Status;
        try
        {
            while (true)
            {
                await LookAsync(cancel);
                await Task.Delay(IsReady ? LookInterval : LookIntervalUntilReady, time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The node lifecycle controller notices by the lease.
        }
    }

    internal async Task LookAsync(CancellationToken cancel)
    {
        var health = await ReadHealthAsync(cancel);
        var now = time.GetUtcNow();
        var status = builder.Build(_written, health, now);
        IsReady = health.NotReadyBecause is null;
        if (!NodeStatusPatch.IsNews(_written, status) && now - _writtenAt < options.StatusReportInterval)
            return;
        try
        {
            var patch = new Patch(PatchType.StrategicMerge, NodeStatusPatch.Of(_written, status));
            var node = (await client.PatchAsync(CoreNode.Schema, new ObjectKey("", options.NodeName), patch, "status", cancel)).As<CoreNode>();
            (_written, _writtenAt) = (node.Status, now);
            await TellPodCidrAsync(node, cancel);
        }
        catch (ApiException e)
        {
            LogFailed(log, e.Message);
        }
    }

    private async Task<RuntimeHealth> ReadHealthAsync(CancellationToken cancel)
    {
        try
        {
            var status = await connected.Runtime.StatusAsync(cancel);
            var images = await connected.Runtime.ListImagesAsync(cancel);
            return new RuntimeHealth(NotReadyBecause(status.Status), connected.VersionUri, images);
        }
        catch (GrpcException e)
        {
            return new RuntimeHealth($"[container runtime is down: {e.Detail}]", connected.VersionUri, []);
        }
    }

    private static string? NotReadyBecause(Cri.RuntimeStatus status)
    {
        var failing = status.Conditions.Where(condition => !condition.Status)
            .Select(condition => condition.Type == "NetworkReady"
                ? $"container runtime network not ready: NetworkReady=false reason:{condition.Reason} message:{condition.Message}"
                : $"container runtime not ready: {condition.Type}=false reason:{condition.Reason} message:{condition.Message}")
            .ToArray();
        return failing.Length == 0 ? null : string.Join(", ", failing);
    }

    private async Task TellPodCidrAsync(CoreNode node, CancellationToken cancel)
    {
        if (_cidrTold || node.Spec.PodCIDR.Length == 0)
            return;
        try
        {
            await connected.Runtime.UpdatePodCidrAsync(node.Spec.PodCIDR, cancel);
            _cidrTold = true;
        }
        catch (GrpcException e)
        {
            LogFailed(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The node's status cannot be written: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
