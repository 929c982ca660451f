using LightKube.Foundation.Bundle;
using LightKube.Foundation.Processes;

namespace LightKube.Commands.Dev;

/// <summary>
/// The network segment that joins a cluster's nodes: a bridge in a network namespace of its own, without a way out. The machine's own
/// network has no part in it.
/// </summary>
internal sealed class Lan(ClusterDirectory cluster, ClusterRecord record)
{
    private const string Bridge = "lan0";
    private const int PrefixLength = 24;

    private readonly Cgroups _cgroups = new(cluster.Name);

    internal ProcessIdentity? Holder => NamespaceHolder.Find(cluster.LanPidFile);

    internal async Task StartAsync(UnpackedBundle bundle, TimeProvider time)
    {
        _cgroups.Create(node: null);
        var pause = Path.Combine(bundle.BinDirectory, "pause");
        // It answers for every address beyond the segment: unreachable, rather than silence.
        var script = $"""
            set -e
            exec >>{cluster.LanLogFile} 2>&1 </dev/null
            for file in {string.Join(' ', _cgroups.LeafFiles(node: null))}; do echo $$ >"$file"; done
            exec unshare --net sh -ec 'echo 1 >/proc/sys/net/ipv4/ip_forward; exec {pause}'
            """;
        var holder = await NamespaceHolder.StartAsync(
            new BackgroundScript("The network segment", script, cluster.LanPidFile, cluster.LanLogFile, new Dictionary<string, string>()),
            pause, inChild: false, time);
        RunIp(holder, $"""
            link set lo up
            link add {Bridge} type bridge
            address add {record.Gateway}/{PrefixLength} dev {Bridge}
            link set {Bridge} up
            """);
    }

    /// <summary>Gives a node its interface on the segment. The names of both ends exist in the cluster's namespaces only.</summary>
    internal void Attach(DevNode node)
    {
        var (lan, inside) = (Holder!, node.RequireHolder());
        RunIp(lan, $"""
            link add {node.Name} type veth peer name eth0 netns {inside.Pid}
            link set {node.Name} master {Bridge} up
            """);
        RunIp(inside, $"""
            link set lo up
            address add {node.Address}/{PrefixLength} dev eth0
            link set eth0 up
            route add default via {record.Gateway}
            """);
    }

    private static void RunIp(ProcessIdentity holder, string batch) =>
        Tool.Run("nsenter", ["--target", $"{holder.Pid}", "--net", "--", "ip", "-batch", "-"], batch + "\n");
}
