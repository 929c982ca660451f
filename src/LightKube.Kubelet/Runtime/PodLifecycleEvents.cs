using LightKube.Foundation.Grpc;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime;

/// <summary>
/// Says which pods changed in the runtime without the kubelet's doing: a container ended, was killed or removed by another. Fed by the
/// runtime's events, with a full comparison now and then as the safety net.
/// </summary>
internal sealed partial class PodLifecycleEvents(
    IContainerRuntime runtime, IContainerExitSource exits, Action<string> podChanged, TimeProvider time, ILogger log)
{
    // Nothing is lost while the event stream stands; this only mends what nobody thought of.
    internal static readonly TimeSpan RelistInterval = TimeSpan.FromSeconds(60);

    // Without events (the stream broke, or the runtime has none) the comparison is all there is.
    internal static readonly TimeSpan RelistIntervalWithoutEvents = TimeSpan.FromSeconds(1);

    // A runtime tells of an exit before its own status shows it; it does within a few milliseconds.
    private static readonly TimeSpan[] StatusLag = [.. new[] { 2, 5, 10, 20, 50, 100, 200, 500 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    private readonly Lock _lock = new();
    private Dictionary<string, Seen> _seen = [];
    private volatile bool _streaming;

    private readonly record struct Seen(string PodUid, int State);

    /// <summary>Runs until cancelled.</summary>
    internal Task RunAsync(CancellationToken cancel) => Task.WhenAll(FollowExitsAsync(cancel), RelistForeverAsync(cancel));

    /// <summary>Compares all that the runtime has with the last time, and reports the pods that differ.</summary>
    internal async Task RelistAsync(CancellationToken cancel)
    {
        var now = new Dictionary<string, Seen>();
        foreach (var sandbox in await runtime.ListSandboxesAsync(null, cancel))
            now[sandbox.Id] = new Seen(UidOf(sandbox.Labels), (int)sandbox.State);
        foreach (var container in await runtime.ListContainersAsync(null, cancel))
            now[container.Id] = new Seen(UidOf(container.Labels), (int)container.State);

        var changed = new HashSet<string>(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (var (id, seen) in now)
            {
                if (!_seen.TryGetValue(id, out var before) || before != seen)
                    changed.Add(seen.PodUid);
            }
            foreach (var (id, before) in _seen)
            {
                if (!now.ContainsKey(id))
                    changed.Add(before.PodUid);
            }
            _seen = now;
        }
        foreach (var uid in changed)
            podChanged(uid);
    }

    private async Task FollowExitsAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                _streaming = true;
                await foreach (var id in exits.ExitsAsync(cancel))
                    _ = ReportExitAsync(id, cancel);
            }
            catch (GrpcException e) when (e.Code == GrpcStatusCode.Unimplemented)
            {
                LogNoEvents(log);
                return;
            }
            catch (GrpcException e)
            {
                LogStreamLost(log, e.Message);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            finally
            {
                _streaming = false;
            }
            await DelayAsync(RelistIntervalWithoutEvents, cancel);
        }
    }

    private async Task RelistForeverAsync(CancellationToken cancel)
    {
        // The first comparisons are close together: an event stream takes effect at an unknown moment.
        var soon = true;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await RelistAsync(cancel);
            }
            catch (GrpcException e)
            {
                LogRelistFailed(log, e.Message);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            await DelayAsync(_streaming && !soon ? RelistInterval : RelistIntervalWithoutEvents, cancel);
            soon = !_streaming;
        }
    }

    private async Task ReportExitAsync(string id, CancellationToken cancel)
    {
        try
        {
            if (await FindPodOnceEndedAsync(id, cancel) is { Length: > 0 } uid)
                podChanged(uid);
        }
        catch (GrpcException e)
        {
            LogRelistFailed(log, e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The pods' workers stop as well.
        }
    }

    private async Task<string?> FindPodOnceEndedAsync(string id, CancellationToken cancel)
    {
        string? uid = null;
        foreach (var lag in StatusLag)
        {
            if (await LookAsync(id, cancel) is not var (pod, runs))
                break;
            uid = pod;
            if (!runs)
                return uid;
            await DelayAsync(lag, cancel);
        }
        if (uid is not null)
            return uid;
        lock (_lock)
            return _seen.TryGetValue(id, out var seen) ? seen.PodUid : null; // gone already
    }

    private async Task<(string PodUid, bool Runs)?> LookAsync(string id, CancellationToken cancel)
    {
        var containers = await runtime.ListContainersAsync(new Cri.ContainerFilter { Id = id }, cancel);
        if (containers.Count > 0)
            return (UidOf(containers[0].Labels), containers[0].State == Cri.ContainerState.ContainerRunning);
        var sandboxes = await runtime.ListSandboxesAsync(new Cri.PodSandboxFilter { Id = id }, cancel);
        return sandboxes.Count > 0
            ? (UidOf(sandboxes[0].Labels), sandboxes[0].State == Cri.PodSandboxState.SandboxReady)
            : null;
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(delay, time, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The caller's loop looks at the token.
        }
    }

    // Sandboxes of others carry no pod uid; they are reported as the empty one, which no worker has.
    private static string UidOf(Google.Protobuf.Collections.MapField<string, string> labels) =>
        labels.TryGetValue(RuntimeIdentity.PodUid, out var uid) ? uid : "";

    [LoggerMessage(LogLevel.Information, "The runtime has no event stream; its state is compared every second instead")]
    private static partial void LogNoEvents(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The runtime's event stream broke: {Reason}")]
    private static partial void LogStreamLost(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The runtime's state cannot be read: {Reason}")]
    private static partial void LogRelistFailed(ILogger log, string reason);
}
