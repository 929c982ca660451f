using LightKube.Foundation.Bundle;
using LightKube.Foundation.Processes;

namespace LightKube.Commands.Dev;

/// <summary>One machine of a cluster, made of namespaces: network, mounts, host name, processes and cgroups, and folders of its own.</summary>
internal sealed class DevNode(ClusterDirectory cluster, ClusterRecord record, string name)
{
    private readonly Cgroups _cgroups = new(cluster.Name);

    internal string Name => name;

    internal string Address => record.Address(name);

    internal string Directory => Path.Combine(record.DataDirectory, name);

    /// <summary>What <c>--data-dir</c> is to the server on this node.</summary>
    internal string DataDirectory => Path.Combine(Directory, "data");

    internal string LogDirectory => Path.Combine(Directory, "log");

    /// <summary>The administrator's kubeconfig that the server writes.</summary>
    internal string KubeConfigFile => Path.Combine(DataDirectory, "admin.kubeconfig");

    internal string ServerPidFile => Path.Combine(Directory, "server.pid");

    internal string ServerLogFile => Path.Combine(LogDirectory, "lightkube.log");

    private string HolderPidFile => Path.Combine(Directory, "holder.pid");

    internal ProcessIdentity? Holder => NamespaceHolder.Find(HolderPidFile);

    internal ProcessIdentity? Server => NamespaceHolder.Find(ServerPidFile);

    /// <summary>The container runtime and the rest of the bundle, where the server on this node looks for it.</summary>
    /// <exception cref="CommandFailedException">This executable was built without.</exception>
    internal UnpackedBundle UnpackBundle(CancellationToken cancel)
    {
        var bundle = ExecutableBundle.OfThisProgram() ?? throw new CommandFailedException(
            "This executable carries no container runtime. Build it with './build.sh build', which makes dist/lightkube.");
        return bundle.Unpack(DataDirectory, cancel);
    }

    /// <summary>The script that enters the node, joins its cgroup and goes on with a command's words, which follow as arguments.</summary>
    internal string EnterScript() =>
        $"""
        for file in {string.Join(' ', _cgroups.LeafFiles(name))}; do echo $$ >"$file" || exit 125; done
        exec nsenter --target {RequireHolder().Pid} --mount --uts --ipc --net --pid --cgroup -- "$@"
        """;

    /// <summary>Makes the namespaces and everything in them that belongs to the machine rather than to the cluster.</summary>
    internal async Task StartAsync(UnpackedBundle bundle, TimeProvider time)
    {
        System.IO.Directory.CreateDirectory(DataDirectory);
        System.IO.Directory.CreateDirectory(LogDirectory);
        var resolvers = Path.Combine(Directory, "resolv.conf");
        // Nobody serves names there, and says so at once: what a cluster asks of the world does not leave it.
        await File.WriteAllTextAsync(resolvers, $"nameserver {record.Gateway}\n");
        var initScript = Path.Combine(Directory, "init.sh");
        await File.WriteAllTextAsync(initScript, NodeInit.Script);

        _cgroups.Create(name);
        var log = Path.Combine(Directory, "init.log");
        var pause = Path.Combine(bundle.BinDirectory, "pause");
        var environment = new Dictionary<string, string>
        {
            ["NODE_NAME"] = name,
            ["NODE_LOGS"] = LogDirectory,
            ["NODE_RESOLVERS"] = resolvers,
            ["NODE_CGROUPS"] = string.Join(' ', _cgroups.LeafFiles(name)),
            ["NODE_PAUSE"] = pause,
        };
        var script = $"""
            exec >>{log} 2>&1 </dev/null
            for file in {string.Join(' ', _cgroups.NodeFiles(name))}; do echo $$ >"$file" || exit 1; done
            exec unshare --net --mount --uts --ipc --pid --cgroup --fork sh {initScript}
            """;
        await NamespaceHolder.StartAsync(
            new BackgroundScript($"The node {name}", script, HolderPidFile, log, environment), pause, inChild: true, time);
    }

    /// <summary>The node's holder.</summary>
    /// <exception cref="CommandFailedException">The node does not run.</exception>
    internal ProcessIdentity RequireHolder() => Holder ?? throw new CommandFailedException(
        $"Node '{name}' of cluster '{cluster.Name}' does not run. 'lightkube dev up --name {cluster.Name}' starts it again.");
}
