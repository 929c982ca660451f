using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Client.Informers;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Volumes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Pods;

/// <summary>Gives every pod of this node a worker, passes on what happens to it, and removes what runs here without belonging to a pod.</summary>
internal sealed partial class PodManager(
    Informer<Pod> pods, PodTools tools, IContainerRuntime runtime, InformerSet informers, ILogger log)
{
    private static readonly TimeSpan OrphanGrace = TimeSpan.FromSeconds(2); // its pod is gone for long: nobody waits for it

    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Run)> _workers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private VolumeWatcher? _volumes;
    private CancellationToken _stopping;

    /// <summary>The pods that have a worker now.</summary>
    internal IReadOnlyList<Pod> Pods => [.. _workers.Values.Select(entry => entry.Worker.Pod)];

    internal Pod? Find(string @namespace, string name, string? uid = null) =>
        _workers.Values.Select(entry => entry.Worker.Pod)
            .FirstOrDefault(pod => pod.Namespace == @namespace && pod.Name == name && (uid is null || pod.Metadata.Uid == uid));

    /// <summary>Runs until cancelled; then waits for the workers, which leave their pods running.</summary>
    internal async Task RunAsync(PodLifecycleEvents lifecycle, CancellationToken cancel)
    {
        _stopping = cancel;
        _volumes = new VolumeWatcher(informers, uid => Find(uid)?.RefreshVolumes());
        using var handler = pods.AddHandler((old, current, _) => OnPod(old, current));
        await pods.WaitForSyncAsync(cancel);
        await lifecycle.RunAsync(cancel);
        await Task.WhenAll(_workers.Values.Select(entry => entry.Run));
    }

    /// <summary>Something happened to a pod in the runtime.</summary>
    internal void OnRuntimeChange(string podUid)
    {
        if (Find(podUid) is { } worker)
            worker.Poke();
        else if (podUid.Length > 0 && pods.HasSynced)
            _ = RemoveOrphanAsync(podUid, _stopping);
    }

    /// <summary>Takes away the files of pods that are gone.</summary>
    internal void RemoveOrphanedFiles()
    {
        foreach (var uid in tools.Volumes.KnownPods().Where(uid => Find(uid) is null).ToList())
        {
            try
            {
                tools.Cleaner.Forget(uid);
            }
            catch (Exception e) when (e is VolumeException or IOException)
            {
                LogOrphan(log, uid, e.Message);
            }
        }
    }

    private PodWorker? Find(string podUid) => _workers.TryGetValue(podUid, out var entry) ? entry.Worker : null;

    private void OnPod(Pod? old, Pod? current)
    {
        // Deleted and created again under the same name between two looks is another pod.
        if (old is not null && old.Metadata.Uid != current?.Metadata.Uid)
            Find(old.Metadata.Uid)?.Remove();
        if (current is null)
            return;
        lock (_lock)
        {
            if (Find(current.Metadata.Uid) is { } worker)
                worker.Update(current);
            else
                Start_NeedsLock(current);
        }
    }

    private void Start_NeedsLock(Pod pod)
    {
        var worker = new PodWorker(pod, tools);
        _volumes?.Add(pod);
        _workers[worker.Uid] = (worker, Task.Run(() => RunAsync(worker)));
    }

    private async Task RunAsync(PodWorker worker)
    {
        try
        {
            await worker.RunAsync(_stopping);
        }
#pragma warning disable CA1031 // The outermost edge of a pod: what goes wrong with one must not touch the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogWorkerFailed(log, e, worker.Pod.Key.ToString());
            if (!_stopping.IsCancellationRequested)
            {
                await Task.Delay(WorkerRetry, tools.Time, _stopping).ContinueWith(static _ => { }, TaskScheduler.Default);
                lock (_lock)
                {
                    if (!_stopping.IsCancellationRequested && pods.Find(worker.Pod.Key) is { } pod && pod.Metadata.Uid == worker.Uid)
                    {
                        Start_NeedsLock(pod);
                        return;
                    }
                }
            }
        }
        if (_stopping.IsCancellationRequested)
            return;
        _workers.TryRemove(worker.Uid, out _);
        if (_volumes is { } volumes)
            await volumes.RemoveAsync(worker.Uid);
    }

    // A worker that failed unexpectedly starts anew from what it finds.
    private static readonly TimeSpan WorkerRetry = TimeSpan.FromSeconds(5);

    private async Task RemoveOrphanAsync(string podUid, CancellationToken cancel)
    {
        try
        {
            var state = await tools.Reader.ReadAsync(podUid, cancel);
            if (state.Sandboxes.Count == 0 || Find(podUid) is not null)
                return;
            LogOrphan(log, podUid, "its pod is gone");
            foreach (var container in state.Containers.Where(container => container.Runs))
                await runtime.StopContainerAsync(container.Id, OrphanGrace, cancel);
            foreach (var sandbox in state.Sandboxes)
                await runtime.StopSandboxAsync(sandbox.Id, cancel);
            await tools.Cleaner.RemoveFromRuntimeAsync(state, cancel);
            tools.Cleaner.Forget(podUid);
        }
        catch (Exception e) when (e is GrpcException or VolumeException or IOException)
        {
            LogOrphan(log, podUid, e.Message); // seen again at the next comparison
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The next kubelet removes it.
        }
    }

    [LoggerMessage(LogLevel.Error, "The worker of pod {Pod} failed and starts anew")]
    private static partial void LogWorkerFailed(ILogger log, Exception error, string pod);

    [LoggerMessage(LogLevel.Information, "Removing what is left of pod {Uid}: {Reason}")]
    private static partial void LogOrphan(ILogger log, string uid, string reason);
}
