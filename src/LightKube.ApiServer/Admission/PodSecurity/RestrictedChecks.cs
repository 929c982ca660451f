using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>The restricted standard: baseline, and what hardening asks of every container.</summary>
internal static class RestrictedChecks
{
    private static readonly HashSet<string> VolumeTypes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    public static readonly IReadOnlyList<Func<PodSpec, string?>> All =
        [.. BaselineChecks.Common, Escalation, Capabilities, Volumes, NonRoot, User, Seccomp];

    private static bool IsWindows(PodSpec spec) => spec.Os.Name == "windows";

    private static string? Escalation(PodSpec spec) =>
        !IsWindows(spec) && PodContainers.Bad(spec, item => item.Security.AllowPrivilegeEscalation != false) is { } bad
            ? $"allowPrivilegeEscalation != false ({bad} must set securityContext.allowPrivilegeEscalation=false)"
            : null;

    private static string? Capabilities(PodSpec spec)
    {
        if (IsWindows(spec))
        {
            return null;
        }

        static bool IsBad(string capability) => capability != "NET_BIND_SERVICE";
        var parts = new List<string>();
        if (PodContainers.Bad(spec, item => !item.Security.Capabilities.Drop.Contains("ALL")) is { } missing)
        {
            parts.Add($"{missing} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (PodContainers.Bad(spec, item => item.Security.Capabilities.Add.Any(IsBad)) is { } added)
        {
            var names = PodContainers.Of(spec).SelectMany(item => item.Security.Capabilities.Add.Where(IsBad)).Distinct().Order(StringComparer.Ordinal);
            parts.Add($"{added} must not include {PodContainers.Quote(names)} in securityContext.capabilities.add");
        }

        return parts.Count == 0 ? null : $"unrestricted capabilities ({string.Join("; ", parts)})";
    }

    private static string? Volumes(PodSpec spec)
    {
        var bad = spec.Volumes
            .Select(volume => (volume.Name, Type: volume.Map.Entries.ToArray().Select(entry => entry.Key).FirstOrDefault(key => key != "name") ?? ""))
            .Where(item => item.Type.Length > 0 && !VolumeTypes.Contains(item.Type))
            .ToList();
        return bad.Count switch
        {
            0 => null,
            1 => $"restricted volume types (volume \"{bad[0].Name}\" uses restricted volume type \"{bad[0].Type}\")",
            _ => $"restricted volume types (volumes {PodContainers.Quote(bad.Select(item => item.Name))} use restricted volume types {PodContainers.Quote(bad.Select(item => item.Type).Distinct())})",
        };
    }

    private static string? NonRoot(PodSpec spec)
    {
        if (spec.SecurityContext.RunAsNonRoot == false)
        {
            return "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)";
        }

        if (PodContainers.Bad(spec, item => item.Security.RunAsNonRoot == false) is { } set)
        {
            return $"runAsNonRoot != true ({set} must not set securityContext.runAsNonRoot=false)";
        }

        return spec.SecurityContext.RunAsNonRoot != true && PodContainers.Bad(spec, item => item.Security.RunAsNonRoot is null) is { } unset
            ? $"runAsNonRoot != true (pod or {unset} must set securityContext.runAsNonRoot=true)"
            : null;
    }

    private static string? User(PodSpec spec)
    {
        if (spec.SecurityContext.RunAsUser == 0)
        {
            return "runAsUser=0 (pod must not set runAsUser=0)";
        }

        return PodContainers.Bad(spec, item => item.Security.RunAsUser == 0) is { } bad ? $"runAsUser=0 ({bad} must not set runAsUser=0)" : null;
    }

    private static string? Seccomp(PodSpec spec)
    {
        static bool IsGood(string type) => type is "RuntimeDefault" or "Localhost";
        if (IsWindows(spec))
        {
            return null;
        }

        var ofPod = spec.SecurityContext.SeccompProfile.Type;
        if (ofPod.Length > 0 && !IsGood(ofPod))
        {
            return $"seccompProfile (pod must not set securityContext.seccompProfile.type to \"{ofPod}\")";
        }

        if (PodContainers.Bad(spec, item => item.Security.SeccompProfile.Type is { Length: > 0 } type && !IsGood(type)) is { } wrong)
        {
            return $"seccompProfile ({wrong} must not set securityContext.seccompProfile.type to \"Unconfined\")";
        }

        return ofPod.Length == 0 && PodContainers.Bad(spec, item => item.Security.SeccompProfile.Type.Length == 0) is { } unset
            ? $"seccompProfile (pod or {unset} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"
            : null;
    }
}
