using LightKube.Api.Core.V1;

namespace LightKube.Scheduler.Cluster;

/// <summary>A port that a pod takes on its node.</summary>
internal readonly record struct HostPort(string Address, string Protocol, int Port)
{
    private const string AnyAddress = "0.0.0.0";

    public static HostPort[] Of(PodSpec spec)
    {
        List<HostPort>? ports = null;
        foreach (var container in spec.Containers)
            Collect(container, ref ports);
        foreach (var container in spec.InitContainers)
        {
            if (container.RestartPolicy == "Always")
                Collect(container, ref ports);
        }
        return ports?.ToArray() ?? [];
    }

    /// <summary>True when not both can be taken: the same port, unless on two different addresses.</summary>
    public bool ConflictsWith(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol
        && (Address == other.Address || Address == AnyAddress || other.Address == AnyAddress);

    private static void Collect(Container container, ref List<HostPort>? ports)
    {
        foreach (var port in container.Ports)
        {
            if (port.HostPort <= 0)
                continue;
            var address = port.HostIP is "" or "::" ? AnyAddress : port.HostIP;
            (ports ??= []).Add(new HostPort(address, port.Protocol.Length > 0 ? port.Protocol : "TCP", port.HostPort));
        }
    }
}
