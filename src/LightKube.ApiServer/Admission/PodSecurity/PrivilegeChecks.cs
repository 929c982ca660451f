using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>What processes may do, and as whom they run.</summary>
internal static class PrivilegeChecks
{
    private const string NetBindService = "NET_BIND_SERVICE";

    private static readonly HashSet<string> DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", NetBindService, "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    public static Violation? Privileged(CheckedPod pod)
    {
        var bad = pod.Bad(static container => container.SecurityContext.Privileged == true);
        return bad.Count == 0 ? null : new Violation("privileged", $"{Wording.Containers(bad)} must not set securityContext.privileged=true");
    }

    public static Violation? Capabilities(CheckedPod pod) =>
        Adding(pod, static capability => !DefaultCapabilities.Contains(capability)) is { } detail ? new Violation("non-default capabilities", detail) : null;

    public static Violation? RestrictedCapabilities(CheckedPod pod)
    {
        var details = new List<string>(2);
        var keeping = pod.Bad(static container => !container.SecurityContext.Capabilities.Drop.Contains("ALL"));
        if (keeping.Count > 0)
        {
            details.Add($"{Wording.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (Adding(pod, static capability => capability != NetBindService) is { } adding)
        {
            details.Add(adding);
        }

        return details.Count == 0 ? null : new Violation("unrestricted capabilities", string.Join("; ", details));
    }

    public static Violation? Escalation(CheckedPod pod)
    {
        var bad = pod.Bad(static container => container.SecurityContext.AllowPrivilegeEscalation != false);
        return bad.Count == 0
            ? null
            : new Violation("allowPrivilegeEscalation != false", $"{Wording.Containers(bad)} must set securityContext.allowPrivilegeEscalation=false");
    }

    public static Violation? NonRoot(CheckedPod pod)
    {
        const string Reason = "runAsNonRoot != true";
        var ofPod = pod.Spec.SecurityContext.RunAsNonRoot;
        var setters = Wording.Setters(ofPod == false, pod.Bad(static container => container.SecurityContext.RunAsNonRoot == false));
        if (setters.Length > 0)
        {
            return new Violation(Reason, $"{setters} must not set securityContext.runAsNonRoot=false");
        }

        var silent = ofPod == true ? [] : pod.Bad(static container => container.SecurityContext.RunAsNonRoot is null);
        return silent.Count == 0 ? null : new Violation(Reason, $"pod or {Wording.Containers(silent)} must set securityContext.runAsNonRoot=true");
    }

    public static Violation? User(CheckedPod pod)
    {
        var setters = Wording.Setters(pod.Spec.SecurityContext.RunAsUser == 0, pod.Bad(static container => container.SecurityContext.RunAsUser == 0));
        return setters.Length == 0 ? null : new Violation("runAsUser=0", $"{setters} must not set runAsUser=0");
    }

    /// <summary>Null when no container adds one that is bad.</summary>
    private static string? Adding(CheckedPod pod, Func<string, bool> isBad)
    {
        var bad = pod.Bad(container => container.SecurityContext.Capabilities.Add.Any(isBad));
        if (bad.Count == 0)
        {
            return null;
        }

        var names = new SortedSet<string>(pod.Containers.SelectMany(static container => container.SecurityContext.Capabilities.Add).Where(isBad), StringComparer.Ordinal);
        return $"{Wording.Containers(bad)} must not include {Wording.Quote(names)} in securityContext.capabilities.add";
    }
}
