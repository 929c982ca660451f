namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>Which checks each standard had in each release.</summary>
internal static class SecurityStandards
{
    /// <summary>The newest release that changed something; later ones are judged like this one.</summary>
    private const int NewestMinor = 35;

    private const int WindowsMinor = 25;
    private const int UserNamespacesMinor = 35;

    /// <summary>In the order in which violations are told: by name, baseline before restricted.</summary>
    private static readonly Check[] All =
    [
        new("appArmorProfile", SecurityLevel.Baseline, 0, static (pod, _) => ProfileChecks.AppArmor(pod)),
        new("capabilities_baseline", SecurityLevel.Baseline, 0, static (pod, _) => PrivilegeChecks.Capabilities(pod)),
        new("hostNamespaces", SecurityLevel.Baseline, 0, static (pod, _) => HostChecks.Namespaces(pod)),
        new("hostPathVolumes", SecurityLevel.Baseline, 0, static (pod, _) => HostChecks.Paths(pod)),
        new("hostPorts", SecurityLevel.Baseline, 0, static (pod, _) => HostChecks.Ports(pod)),
        new("hostProbesAndHostLifecycle", SecurityLevel.Baseline, 34, static (pod, _) => HostChecks.Probes(pod)),
        new("privileged", SecurityLevel.Baseline, 0, static (pod, _) => PrivilegeChecks.Privileged(pod)),
        new("procMount", SecurityLevel.Baseline, 0, static (pod, minor) => minor >= UserNamespacesMinor && pod.HasOwnUsers ? null : ProfileChecks.ProcMount(pod)),
        new("seLinuxOptions", SecurityLevel.Baseline, 0, static (pod, minor) => ProfileChecks.SeLinux(pod, withEngine: minor >= 31)),
        new("seccompProfile_baseline", SecurityLevel.Baseline, 0, static (pod, minor) => minor >= 19 ? ProfileChecks.Seccomp(pod) : ProfileChecks.SeccompAnnotations(pod)),
        new("sysctls", SecurityLevel.Baseline, 0, PodChecks.Sysctls),
        new("windowsHostProcess", SecurityLevel.Baseline, 0, static (pod, _) => HostChecks.Processes(pod)),

        new("allowPrivilegeEscalation", SecurityLevel.Restricted, 8, static (pod, minor) => ExceptWindows(pod, minor, PrivilegeChecks.Escalation)),
        new("capabilities_restricted", SecurityLevel.Restricted, 22, static (pod, minor) => ExceptWindows(pod, minor, PrivilegeChecks.RestrictedCapabilities), "capabilities_baseline"),
        new("procMount_restricted", SecurityLevel.Restricted, UserNamespacesMinor, static (pod, _) => ProfileChecks.ProcMount(pod), "procMount"),
        new("restrictedVolumes", SecurityLevel.Restricted, 0, static (pod, _) => PodChecks.Volumes(pod), "hostPathVolumes"),
        new("runAsNonRoot", SecurityLevel.Restricted, 0, static (pod, minor) => minor >= UserNamespacesMinor && pod.HasOwnUsers ? null : PrivilegeChecks.NonRoot(pod)),
        new("runAsUser", SecurityLevel.Restricted, 23, static (pod, minor) => minor >= UserNamespacesMinor && pod.HasOwnUsers ? null : PrivilegeChecks.User(pod)),
        new("seccompProfile_restricted", SecurityLevel.Restricted, 19, static (pod, minor) => ExceptWindows(pod, minor, ProfileChecks.RequiredSeccomp), "seccompProfile_baseline"),
    ];

    /// <summary>What the pod does that the standard forbids; none when it meets it.</summary>
    public static IReadOnlyList<Violation> Violations(SecurityStandard standard, CheckedPod pod)
    {
        if (standard.Level == SecurityLevel.Privileged)
        {
            return [];
        }

        var minor = Math.Min(standard.Minor, NewestMinor);
        var found = new List<Violation>();
        foreach (var check in All)
        {
            if (IsIn(check, standard.Level, minor) && check.Find(pod, minor) is { } violation)
            {
                found.Add(violation);
            }
        }

        return found;
    }

    // A check of the restricted standard may stand in the place of a weaker one of the baseline standard.
    private static bool IsIn(Check check, SecurityLevel level, int minor) =>
        check.Since <= minor && check.Level <= level
        && (level == SecurityLevel.Baseline || !Array.Exists(All, other => other.Replaces == check.Name && other.Since <= minor));

    private static Violation? ExceptWindows(CheckedPod pod, int minor, Func<CheckedPod, Violation?> check) =>
        minor >= WindowsMinor && pod.IsForWindows ? null : check(pod);

    /// <param name="Name">Of the check.</param>
    /// <param name="Level">The weakest standard that has it.</param>
    /// <param name="Since">The minor version that it came with.</param>
    /// <param name="Find">What of a pod it forbids, in a minor version.</param>
    /// <param name="Replaces">The check that it stands for; null for none.</param>
    private sealed record Check(string Name, SecurityLevel Level, int Since, Func<CheckedPod, int, Violation?> Find, string? Replaces = null);
}
