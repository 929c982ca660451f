using System.CommandLine;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev exec -- COMMAND</c>: runs a command inside a node.</summary>
internal static class ExecCommand
{
    internal static Command Create()
    {
        var name = DevCommand.NameOption();
        var node = new Option<string?>("--node") { Description = "The node; the server by default" };
        var words = new Argument<string[]>("command") { Description = "The command and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        var command = new Command("exec", "Run a command inside a node's namespaces, with KUBECONFIG set") { name, node, words };
        command.SetAction((parsed, _) => DevCommand.RunAsync(() =>
        {
            DevCommand.RequireRoot();
            Execute(new ClusterDirectory(parsed.GetValue(name)!), parsed.GetValue(node), parsed.GetValue(words)!);
            return Task.FromResult(0);
        }));
        return command;
    }

    // The command takes our place: its terminal, its signals and its exit code are the caller's.
    private static void Execute(ClusterDirectory cluster, string? nodeName, string[] words)
    {
        var record = ClusterRecord.Load(cluster);
        if (nodeName is not null && !record.Nodes.Contains(nodeName))
            throw new CommandFailedException($"Cluster '{cluster.Name}' has no node '{nodeName}', but {string.Join(", ", record.Nodes)}.");
        var server = new DevNode(cluster, record, record.Nodes[0]);
        var node = nodeName is null ? server : new DevNode(cluster, record, nodeName);
        Environment.SetEnvironmentVariable("KUBECONFIG", server.KubeConfigFile);
        ProcessImage.Replace("/bin/sh", ["sh", "-c", node.EnterScript(), "sh", .. words]);
    }
}
