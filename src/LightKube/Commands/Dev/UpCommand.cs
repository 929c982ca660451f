using System.CommandLine;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev up</c>: makes a cluster, or starts what is missing of one.</summary>
internal static class UpCommand
{
    internal static Command Create(TimeProvider time)
    {
        var name = DevCommand.NameOption();
        var kubeConfig = new Option<FileInfo?>("--write-kubeconfig") { Description = "Write a kubeconfig for this machine's kubectl to the file" };
        var data = new Option<DirectoryInfo?>("--data-dir") { Description = "Keep the nodes' data here, rather than under /var/lib/lightkube-dev" };
        var noSample = new Option<bool>("--no-sample") { Description = "Do not deploy the sample" };
        var command = new Command("up", "Make a cluster, wait until it is ready and leave it running") { name, kubeConfig, data, noSample };
        command.SetAction((parsed, cancel) => DevCommand.RunAsync(async () =>
        {
            DevCommand.RequireRoot();
            var cluster = new ClusterDirectory(parsed.GetValue(name)!);
            using var held = cluster.Lock();
            var up = new ClusterUp(cluster, OpenRecord(cluster, parsed.GetValue(data)), new Progress(Console.Out, time), time);
            await up.RunAsync(parsed.GetValue(kubeConfig)?.FullName, withSample: !parsed.GetValue(noSample), cancel);
            return 0;
        }));
        return command;
    }

    private static ClusterRecord OpenRecord(ClusterDirectory cluster, DirectoryInfo? data)
    {
        if (File.Exists(cluster.RecordFile))
            return ClusterRecord.Load(cluster);
        using var probe = new LoopbackListener(port: 0);
        var record = new ClusterRecord(FreeSubnet(), probe.Port, data?.FullName is { } chosen ? Path.Combine(chosen, cluster.Name) : cluster.Path, ["node-1"]);
        record.Save(cluster);
        return record;
    }

    // Clusters could share one, since they never meet; it is clearer for their users when they do not.
    private static int FreeSubnet()
    {
        const int last = 254;
        var taken = ClusterDirectory.All().Where(cluster => File.Exists(cluster.RecordFile)).Select(cluster => ClusterRecord.Load(cluster).Subnet).ToHashSet();
        return Enumerable.Range(1, last).FirstOrDefault(subnet => !taken.Contains(subnet), last);
    }
}
