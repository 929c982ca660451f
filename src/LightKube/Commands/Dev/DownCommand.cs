using System.CommandLine;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev down</c>: takes a cluster away, without a trace.</summary>
internal static class DownCommand
{
    internal static Command Create(TimeProvider time)
    {
        var name = DevCommand.NameOption();
        var command = new Command("down", "Stop a cluster and remove everything of it") { name };
        command.SetAction((parsed, cancel) => DevCommand.RunAsync(async () =>
        {
            DevCommand.RequireRoot();
            var cluster = new ClusterDirectory(parsed.GetValue(name)!);
            if (!cluster.Exists && new Cgroups(cluster.Name).Processes().Count == 0)
                throw new CommandFailedException($"There is no cluster '{cluster.Name}'. 'lightkube dev list' shows those that there are.");
            Console.WriteLine($"Taking down cluster '{cluster.Name}'");
            await TakeDownAsync(cluster, new Progress(Console.Out, time), time, cancel);
            return 0;
        }));
        return command;
    }

    private static async Task TakeDownAsync(ClusterDirectory cluster, Progress progress, TimeProvider time, CancellationToken cancel)
    {
        using var held = cluster.Lock();
        var data = DataOf(cluster);
        await progress.StepAsync("ending its processes", () => ClusterProcesses.EndAsync(cluster, time, cancel));
        await progress.StepAsync("removing its cgroups", () => ClusterProcesses.RemoveCgroupsAsync(cluster, time, cancel));
        await progress.StepAsync("removing its files", () =>
        {
            foreach (var folder in data)
                Tool.Run("rm", ["-rf", "--one-file-system", folder]);
            cluster.Delete();
        });
    }

    // The nodes' folders, which may be elsewhere. A record that cannot be read must not keep the rest from going.
    private static List<string> DataOf(ClusterDirectory cluster)
    {
        try
        {
            var record = ClusterRecord.Load(cluster);
            return [.. record.Nodes.Select(node => Path.Combine(record.DataDirectory, node))];
        }
        catch (CommandFailedException)
        {
            return [];
        }
    }
}
