using System.Globalization;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Logs;

/// <summary>Moves containers' logs away when they grow too large, and keeps a few of each.</summary>
internal sealed partial class LogRotator(IContainerRuntime runtime, long maxBytes, int maxFiles, TimeProvider time, ILogger log)
{
    // Between two looks a container may write more than the limit; the disk bears ten seconds of it.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    internal async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                await RotateAllAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    internal async Task RotateAllAsync(CancellationToken cancel)
    {
        try
        {
            var filter = new Cri.ContainerFilter { State = new Cri.ContainerStateValue { State = Cri.ContainerState.ContainerRunning } };
            foreach (var container in await runtime.ListContainersAsync(filter, cancel))
            {
                if (!container.Labels.ContainsKey(RuntimeIdentity.PodUid))
                    continue;
                var path = (await runtime.ContainerStatusAsync(container.Id, cancel)).LogPath;
                if (path.Length > 0 && File.Exists(path) && new FileInfo(path).Length >= maxBytes)
                    await RotateAsync(container.Id, path, cancel);
            }
        }
        catch (Exception e) when (e is GrpcException or IOException)
        {
            LogFailed(log, e.Message);
        }
    }

    /// <summary>The files of a log that were moved away, the oldest first. Their names end in the time of the move.</summary>
    internal static IEnumerable<string> RotatedFiles(string path) =>
        Path.GetDirectoryName(path) is { } directory && Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, Path.GetFileName(path) + ".*").Order(StringComparer.Ordinal)
            : [];

    private async Task RotateAsync(string containerId, string path, CancellationToken cancel)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var moved = $"{path}.{stamp}";
        File.Move(path, moved, overwrite: true);
        try
        {
            await runtime.ReopenLogAsync(containerId, cancel);
        }
        catch (GrpcException)
        {
            // The container writes on into the file that it has open: that must stay its log.
            File.Move(moved, path, overwrite: true);
            throw;
        }
        var rotated = RotatedFiles(path).ToList();
        foreach (var old in rotated.Take(rotated.Count - (maxFiles - 1)))
            File.Delete(old);
    }

    [LoggerMessage(LogLevel.Warning, "Logs cannot be rotated: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
