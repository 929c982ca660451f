namespace LightKube.Network.Interfaces;

/// <summary>The kernel settings of a node's network namespace. Only those that differ are written.</summary>
internal static class NodeSysctls
{
    private const string Root = "/proc/sys/net/";

    /// <summary>True when packets between two pods of a bridge pass the packet filter: the br_netfilter module is there.</summary>
    public static bool SeesBridgedPackets => File.Exists(Root + "bridge/bridge-nf-call-iptables");

    /// <summary>Sets what pods and services need; the bridge must exist.</summary>
    /// <exception cref="IOException">A setting cannot be written: the message names it.</exception>
    public static void Apply(string bridge, bool withIpv6)
    {
        Set("ipv4/ip_forward");
        // Host ports answer on 127.0.0.1, too, whose packets leave by the bridge.
        Set($"ipv4/conf/{bridge}/route_localnet");
        if (SeesBridgedPackets)
        {
            // The answer of an endpoint to a pod beside it must pass by the translation back.
            Set("bridge/bridge-nf-call-iptables");
            Set("bridge/bridge-nf-call-ip6tables");
        }
        if (withIpv6)
            Set("ipv6/conf/all/forwarding");
    }

    private static void Set(string name)
    {
        const string wanted = "1";
        var path = Root + name;
        if (File.ReadAllText(path).Trim() == wanted)
            return;
        try
        {
            File.WriteAllText(path, wanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot set net.{name.Replace('/', '.')} = {wanted}, which pods and services need: {e.Message}", e);
        }
    }
}
