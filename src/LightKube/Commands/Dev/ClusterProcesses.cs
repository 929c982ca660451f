using System.Diagnostics;

namespace LightKube.Commands.Dev;

/// <summary>Ends whatever runs of a cluster, by its cgroups: they hold every process of it, whoever started it and whatever died before.</summary>
internal static class ClusterProcesses
{
    // A killed process goes at once unless the kernel is waiting for a disk.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    internal static async Task EndAsync(ClusterDirectory cluster, TimeProvider time, CancellationToken cancel)
    {
        var cgroups = new Cgroups(cluster.Name);
        await RepeatAsync(() =>
        {
            var left = cgroups.Processes();
            foreach (var pid in left)
                Kill(pid);
            return left.Count == 0 ? null : $"the processes {string.Join(", ", left)} do not end";
        }, time, cancel);
    }

    // A cgroup stays busy for a moment after its last process has gone.
    internal static Task RemoveCgroupsAsync(ClusterDirectory cluster, TimeProvider time, CancellationToken cancel) =>
        RepeatAsync(() =>
        {
            try
            {
                new Cgroups(cluster.Name).Delete();
                return null;
            }
            catch (IOException e)
            {
                return e.Message;
            }
        }, time, cancel);

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended in the meantime.
        }
    }

    private static async Task RepeatAsync(Func<string?> attempt, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (attempt() is { } hindrance)
        {
            if (time.GetElapsedTime(start) > EndWithin)
                throw new CommandFailedException($"After {EndWithin.TotalSeconds} s, {hindrance}. Run the command again.");
            await Task.Delay(LookInterval, time, cancel);
        }
    }
}
