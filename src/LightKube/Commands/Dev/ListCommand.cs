using System.CommandLine;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev list</c>: the clusters, and what of each runs.</summary>
internal static class ListCommand
{
    internal static Command Create()
    {
        var command = new Command("list", "Show the clusters");
        command.SetAction((_, _) => DevCommand.RunAsync(() =>
        {
            Show(Console.Out);
            return Task.FromResult(0);
        }));
        return command;
    }

    private static void Show(TextWriter output)
    {
        var clusters = ClusterDirectory.All();
        if (clusters.Count == 0)
        {
            output.WriteLine("There is no cluster. 'lightkube dev up' makes one.");
            return;
        }
        output.WriteLine($"{"NAME",-22}{"NODE",-14}{"ADDRESS",-16}{"STATE",-16}API");
        foreach (var cluster in clusters.Where(cluster => File.Exists(cluster.RecordFile)))
        {
            var record = ClusterRecord.Load(cluster);
            foreach (var node in record.Nodes.Select(name => new DevNode(cluster, record, name)))
                output.WriteLine($"{cluster.Name,-22}{node.Name,-14}{node.Address,-16}{StateOf(node),-16}https://127.0.0.1:{record.ApiPort}");
        }
    }

    private static string StateOf(DevNode node) => (node.Holder, node.Server) switch
    {
        (null, _) => "stopped",
        (_, null) => "server stopped",
        _ => "running",
    };
}
