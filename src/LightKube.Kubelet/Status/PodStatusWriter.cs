using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Status;

/// <summary>
/// Writes pods' statuses to the API: only what changed, one write a pod at a time, and of several states that pass meanwhile only the last.
/// </summary>
internal sealed partial class PodStatusWriter(IClient client, TimeProvider time, ILogger log) : IPodStatusSink, IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    private sealed class Entry
    {
        internal Pod Pod { get; set; } = null!;
        internal DocMap? Wanted { get; set; }
        internal DocMap? Written { get; set; }
        internal Task Writing { get; set; } = Task.CompletedTask;
    }

    public void Publish(Pod pod, PodStatus status)
    {
        var entry = _entries.GetOrAdd(pod.Metadata.Uid, static _ => new Entry());
        lock (entry)
        {
            entry.Pod = pod;
            entry.Wanted = status.Map;
            if (entry.Writing.IsCompleted && IsNews_NeedsLock(entry))
                entry.Writing = WriteUntilCurrentAsync(entry);
        }
    }

    public async Task FlushAsync(Pod pod, CancellationToken cancel)
    {
        if (!_entries.TryGetValue(pod.Metadata.Uid, out var entry))
            return;
        Task writing;
        lock (entry)
            writing = entry.Writing;
        await writing.WaitAsync(cancel);
    }

    public async Task RemovePodAsync(Pod pod, CancellationToken cancel)
    {
        try
        {
            await client.DeleteAsync<Pod>(pod.Key, cancel, new DeleteQuery { GracePeriodSeconds = 0, Uid = pod.Metadata.Uid });
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone already, or another pod of the same name.
        }
    }

    public void Forget(string podUid) => _entries.TryRemove(podUid, out _);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var entry in _entries.Values)
            await entry.Writing;
        _stopping.Dispose();
    }

    // Returns the task to run outside the caller's lock.
    private Task WriteUntilCurrentAsync(Entry entry) => Task.Run(async () =>
    {
        for (var retry = FirstRetry; !_stopping.IsCancellationRequested;)
        {
            Pod pod;
            DocMap wanted;
            lock (entry)
            {
                if (!IsNews_NeedsLock(entry))
                {
                    entry.Writing = Task.CompletedTask;
                    return;
                }
                (pod, wanted) = (entry.Pod, entry.Wanted!);
            }
            if (await TryWriteAsync(pod, wanted))
            {
                lock (entry)
                    entry.Written = wanted;
                retry = FirstRetry;
                continue;
            }
            await Task.Delay(retry, time, _stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LongestRetry.Ticks));
        }
    });

    private async Task<bool> TryWriteAsync(Pod pod, DocMap status)
    {
        try
        {
            await client.PatchAsync(Pod.Schema, pod.Key, PodStatusPatch.Of(pod, status), "status", _stopping.Token);
            return true;
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            return true; // the pod is gone, or another one of that name: nothing is left to say
        }
        catch (ApiException e)
        {
            LogFailed(log, pod.Key.ToString(), e.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static bool IsNews_NeedsLock(Entry entry) =>
        entry.Wanted is { } wanted && (entry.Written is { } written
            ? !ReferenceEquals(written, wanted) && !written.ContentEquals(wanted)
            : PodStatusPatch.Changes(entry.Pod.Status.Peek(), wanted));

    [LoggerMessage(LogLevel.Warning, "The status of pod {Pod} cannot be written: {Reason}")]
    private static partial void LogFailed(ILogger log, string pod, string reason);
}
