using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>What a pod brings with it: kernel settings and volumes.</summary>
internal static class PodChecks
{
    private static readonly string[] VolumeTypes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    private static readonly (int Since, string Name)[] SafeSysctls =
    [
        (0, "kernel.shm_rmid_forced"), (0, "net.ipv4.ip_local_port_range"), (0, "net.ipv4.tcp_syncookies"), (0, "net.ipv4.ping_group_range"),
        (0, "net.ipv4.ip_unprivileged_port_start"), (27, "net.ipv4.ip_local_reserved_ports"), (29, "net.ipv4.tcp_keepalive_time"),
        (29, "net.ipv4.tcp_fin_timeout"), (29, "net.ipv4.tcp_keepalive_intvl"), (29, "net.ipv4.tcp_keepalive_probes"),
        (32, "net.ipv4.tcp_rmem"), (32, "net.ipv4.tcp_wmem"),
    ];

    /// <param name="pod">The pod.</param>
    /// <param name="minor">The release whose list of safe ones counts.</param>
    public static Violation? Sysctls(CheckedPod pod, int minor)
    {
        var names = pod.Spec.SecurityContext.Sysctls.Select(static sysctl => sysctl.Name)
            .Where(name => !Array.Exists(SafeSysctls, safe => safe.Name == name && safe.Since <= minor)).ToList();
        return names.Count == 0 ? null : new Violation("forbidden sysctls", string.Join(", ", names));
    }

    public static Violation? Volumes(CheckedPod pod)
    {
        var names = new List<string>();
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Volumes)
        {
            if (TypeOf(volume) is var type && !VolumeTypes.Contains(type))
            {
                names.Add(volume.Name);
                types.Add(type);
            }
        }

        return names.Count == 0 ? null : new Violation(
            "restricted volume types",
            $"{Wording.Plural(names.Count, "volume")} {Wording.Quote(names)} {Wording.Use(names.Count)} "
            + $"{Wording.Plural(types.Count, "restricted volume type")} {Wording.Quote(types)}");
    }

    // A volume is its name and one source.
    private static string TypeOf(Volume volume)
    {
        foreach (ref readonly var entry in volume.Map.Entries)
        {
            if (entry.Key != "name")
            {
                return entry.Key;
            }
        }

        return "unknown";
    }
}
