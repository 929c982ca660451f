using System.Globalization;
using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>Ways from a pod to its node: namespaces, paths, ports, processes, and probes that the kubelet makes for it.</summary>
internal static class HostChecks
{
    public static Violation? Namespaces(CheckedPod pod)
    {
        var used = new List<string>();
        AddIf(used, pod.Spec.HostNetwork, "hostNetwork=true");
        AddIf(used, pod.Spec.HostPID, "hostPID=true");
        AddIf(used, pod.Spec.HostIPC, "hostIPC=true");
        return used.Count == 0 ? null : new Violation("host namespaces", string.Join(", ", used));
    }

    public static Violation? Paths(CheckedPod pod)
    {
        var names = pod.Spec.Volumes.Where(static volume => volume.HostPath.IsPresent).Select(static volume => volume.Name).ToList();
        return names.Count == 0 ? null : new Violation("hostPath volumes", $"{Wording.Plural(names.Count, "volume")} {Wording.Quote(names)}");
    }

    public static Violation? Ports(CheckedPod pod)
    {
        var bad = pod.Bad(static container => container.Ports.Any(static port => port.HostPort != 0));
        if (bad.Count == 0)
        {
            return null;
        }

        var ports = Sorted(pod.Containers.SelectMany(static container => container.Ports)
            .Where(static port => port.HostPort != 0).Select(static port => port.HostPort.ToString(CultureInfo.InvariantCulture)));
        return new Violation("hostPort", $"{Wording.Containers(bad)} {Wording.Use(bad.Count)} {Wording.Plural(ports.Count, "hostPort")} {string.Join(", ", ports)}");
    }

    public static Violation? Processes(CheckedPod pod)
    {
        var setters = Wording.Setters(
            pod.Spec.SecurityContext.WindowsOptions.HostProcess == true,
            pod.Bad(static container => container.SecurityContext.WindowsOptions.HostProcess == true));
        return setters.Length == 0 ? null : new Violation("hostProcess", $"{setters} must not set securityContext.windowsOptions.hostProcess=true");
    }

    /// <summary>From 1.34 on: the kubelet asks nobody but the pod.</summary>
    public static Violation? Probes(CheckedPod pod)
    {
        var bad = Sorted(pod.Bad(static container => HostsOf(container).Any()));
        if (bad.Count == 0)
        {
            return null;
        }

        const string What = "probe or lifecycle host";
        var hosts = Sorted(pod.Containers.SelectMany(HostsOf));
        return new Violation(What, $"{Wording.Containers(bad)} {Wording.Use(bad.Count)} {Wording.Plural(hosts.Count, What)} {Wording.Quote(hosts)}");
    }

    private static IEnumerable<string> HostsOf(Container container)
    {
        string[] hosts =
        [
            container.LivenessProbe.HttpGet.Host, container.LivenessProbe.TcpSocket.Host,
            container.ReadinessProbe.HttpGet.Host, container.ReadinessProbe.TcpSocket.Host,
            container.StartupProbe.HttpGet.Host, container.StartupProbe.TcpSocket.Host,
            container.Lifecycle.PostStart.HttpGet.Host, container.Lifecycle.PostStart.TcpSocket.Host,
            container.Lifecycle.PreStop.HttpGet.Host, container.Lifecycle.PreStop.TcpSocket.Host,
        ];
        return hosts.Where(static host => host.Length > 0);
    }

    private static SortedSet<string> Sorted(IEnumerable<string> texts) => new(texts, StringComparer.Ordinal);

    private static void AddIf(List<string> list, bool condition, string text)
    {
        if (condition)
        {
            list.Add(text);
        }
    }
}
