using System.CommandLine;
using LightKube.Foundation.Bundle;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev import FILE…</c>: brings images to a cluster that has no registry to pull them from.</summary>
internal static class ImportCommand
{
    internal static Command Create()
    {
        var name = DevCommand.NameOption();
        var archives = new Argument<FileInfo[]>("archive") { Description = "Image archives, OCI or 'docker save'", Arity = ArgumentArity.OneOrMore };
        var command = new Command("import", "Import image archives into every node's container runtime") { name, archives };
        command.SetAction((parsed, cancel) => DevCommand.RunAsync(() =>
        {
            DevCommand.RequireRoot();
            var cluster = new ClusterDirectory(parsed.GetValue(name)!);
            Import(cluster, ClusterRecord.Load(cluster), parsed.GetValue(archives)!, cancel);
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    private static void Import(ClusterDirectory cluster, ClusterRecord record, IReadOnlyList<FileInfo> archives, CancellationToken cancel)
    {
        if (archives.FirstOrDefault(archive => !archive.Exists) is { } missing)
            throw new CommandFailedException($"There is no file {missing.FullName}.");
        foreach (var node in record.Nodes.Select(node => new DevNode(cluster, record, node)))
        {
            var bundle = node.UnpackBundle(cancel);
            foreach (var archive in archives)
                ContainerImages.Import(node, bundle, archive.FullName);
        }
    }
}
