using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>The baseline standard: what known ways out of a container need. Each check says what is wrong, or null.</summary>
internal static class BaselineChecks
{
    private static readonly HashSet<string> Capabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly HashSet<string> Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly HashSet<string> SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    public static readonly IReadOnlyList<Func<PodSpec, string?>> Common =
        [HostNamespaces, Privileged, HostPaths, HostPorts, AppArmor, SeLinux, ProcMount, ForbiddenSysctls, HostProcess];

    public static readonly IReadOnlyList<Func<PodSpec, string?>> All = [.. Common, AddedCapabilities, Seccomp];

    private static string? HostNamespaces(PodSpec spec)
    {
        var used = new[] { (spec.HostNetwork, "hostNetwork=true"), (spec.HostPID, "hostPID=true"), (spec.HostIPC, "hostIPC=true") }
            .Where(item => item.Item1).Select(item => item.Item2).ToList();
        return used.Count == 0 ? null : $"host namespaces ({string.Join(", ", used)})";
    }

    private static string? Privileged(PodSpec spec) =>
        PodContainers.Bad(spec, item => item.Security.Privileged == true) is { } bad ? $"privileged ({bad} must not set securityContext.privileged=true)" : null;

    private static string? AddedCapabilities(PodSpec spec)
    {
        bool IsBad(string capability) => !Capabilities.Contains(capability);
        if (PodContainers.Bad(spec, item => item.Security.Capabilities.Add.Any(IsBad)) is not { } bad)
        {
            return null;
        }

        var names = PodContainers.Of(spec).SelectMany(item => item.Security.Capabilities.Add.Where(IsBad)).Distinct().Order(StringComparer.Ordinal);
        return $"non-default capabilities ({bad} must not include {PodContainers.Quote(names)} in securityContext.capabilities.add)";
    }

    private static string? HostPaths(PodSpec spec)
    {
        var names = spec.Volumes.Where(volume => volume.HostPath.IsPresent).Select(volume => volume.Name).ToList();
        return names.Count == 0 ? null : $"hostPath volumes ({(names.Count == 1 ? "volume" : "volumes")} {PodContainers.Quote(names)})";
    }

    private static string? HostPorts(PodSpec spec)
    {
        if (PodContainers.Bad(spec, item => item.HostPorts.Count > 0) is not { } bad)
        {
            return null;
        }

        var ports = PodContainers.Of(spec).SelectMany(item => item.HostPorts).Distinct().Order().ToList();
        return $"hostPort ({bad} {(bad.StartsWith("containers", StringComparison.Ordinal) ? "use" : "uses")} {(ports.Count == 1 ? "hostPort" : "hostPorts")} {string.Join(", ", ports)})";
    }

    private static string? AppArmor(PodSpec spec) =>
        spec.SecurityContext.AppArmorProfile.Type == "Unconfined" || PodContainers.Bad(spec, item => item.Security.AppArmorProfile.Type == "Unconfined") is not null
            ? "forbidden AppArmor profile (must not set AppArmor profile type to \"Unconfined\")"
            : null;

    private static string? SeLinux(PodSpec spec)
    {
        static bool IsBad(SELinuxOptions options) => !SeLinuxTypes.Contains(options.Type) || options.User.Length > 0 || options.Role.Length > 0;
        return IsBad(spec.SecurityContext.SeLinuxOptions) || PodContainers.Bad(spec, item => IsBad(item.Security.SeLinuxOptions)) is not null
            ? "seLinuxOptions (forbidden securityContext.seLinuxOptions: type, user or role)"
            : null;
    }

    private static string? ProcMount(PodSpec spec) =>
        PodContainers.Bad(spec, item => item.Security.ProcMount is { } mount and not ("" or "Default")) is { } bad
            ? $"procMount ({bad} must not set securityContext.procMount to \"Unmasked\")"
            : null;

    private static string? Seccomp(PodSpec spec)
    {
        if (spec.SecurityContext.SeccompProfile.Type == "Unconfined")
        {
            return "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")";
        }

        return PodContainers.Bad(spec, item => item.Security.SeccompProfile.Type == "Unconfined") is { } bad
            ? $"seccompProfile ({bad} must not set securityContext.seccompProfile.type to \"Unconfined\")"
            : null;
    }

    private static string? ForbiddenSysctls(PodSpec spec)
    {
        var names = spec.SecurityContext.Sysctls.Select(item => item.Name).Where(name => !Sysctls.Contains(name)).ToList();
        return names.Count == 0 ? null : $"forbidden sysctls ({string.Join(", ", names)})";
    }

    private static string? HostProcess(PodSpec spec) =>
        spec.SecurityContext.WindowsOptions.HostProcess == true || PodContainers.Bad(spec, item => item.Security.WindowsOptions.HostProcess == true) is not null
            ? "hostProcess (must not set securityContext.windowsOptions.hostProcess=true)"
            : null;
}
