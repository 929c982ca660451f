using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>What the kernel is told about a pod: AppArmor, SELinux, seccomp, the masks of /proc.</summary>
internal static class ProfileChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string SeccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private static readonly HashSet<string> SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t"];

    public static Violation? AppArmor(CheckedPod pod)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        bool IsBad(AppArmorProfile profile) => profile.IsPresent && profile.Type is not ("RuntimeDefault" or "Localhost") && Add(values, profile.Type);
        var ofPod = IsBad(pod.Spec.SecurityContext.AppArmorProfile);
        var setters = Wording.Setters(ofPod, pod.Bad(container => IsBad(container.SecurityContext.AppArmorProfile)));
        var annotations = BadAppArmorAnnotations(pod.Annotations);
        if (annotations.Count > 0)
        {
            setters += (setters.Length > 0 ? " and " : "") + Wording.Plural(annotations.Count, "annotation");
        }

        return setters.Length == 0 ? null : new Violation(
            Wording.Plural(values.Count + annotations.Count, "forbidden AppArmor profile"),
            $"{setters} must not set AppArmor profile type to {Wording.Quote([.. values, .. annotations])}");
    }

    /// <param name="pod">The pod.</param>
    /// <param name="withEngine">Since 1.31 there is a type for engines that run in containers.</param>
    public static Violation? SeLinux(CheckedPod pod, bool withEngine)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var (user, role) = (false, false);
        var ofPod = IsBad(pod.Spec.SecurityContext.SeLinuxOptions);
        var setters = Wording.Setters(ofPod, pod.Bad(container => IsBad(container.SecurityContext.SeLinuxOptions)));
        if (setters.Length == 0)
        {
            return null;
        }

        var data = new List<string>(3);
        if (types.Count > 0)
        {
            data.Add($"{Wording.Plural(types.Count, "type")} {Wording.Quote(types)}");
        }

        if (user)
        {
            data.Add("user may not be set");
        }

        if (role)
        {
            data.Add("role may not be set");
        }

        return new Violation("seLinuxOptions", $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data)}");

        bool IsBad(SELinuxOptions options)
        {
            var isType = !SeLinuxTypes.Contains(options.Type) && !(withEngine && options.Type == "container_engine_t") && Add(types, options.Type);
            user |= options.User.Length > 0;
            role |= options.Role.Length > 0;
            return isType || options.User.Length > 0 || options.Role.Length > 0;
        }
    }

    public static Violation? ProcMount(CheckedPod pod)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var bad = pod.Bad(container => container.SecurityContext.ProcMount is { } mount && mount != "Default" && Add(values, mount));
        return bad.Count == 0 ? null : new Violation("procMount", $"{Wording.Containers(bad)} must not set securityContext.procMount to {Wording.Quote(values)}");
    }

    /// <summary>Before 1.19 profiles were annotations.</summary>
    public static Violation? SeccompAnnotations(CheckedPod pod)
    {
        var forbidden = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in pod.Containers.Select(static container => SeccompPrefix + container.Name).Prepend(SeccompOfPod))
        {
            if (pod.Annotations?.GetString(name) is { } value
                && value is not ("runtime/default" or "docker/default") && !value.StartsWith("localhost/", StringComparison.Ordinal))
            {
                forbidden.Add($"{name}=\"{value}\"");
            }
        }

        return forbidden.Count == 0
            ? null
            : new Violation("seccompProfile", $"forbidden {Wording.Plural(forbidden.Count, "annotation")} {string.Join(", ", forbidden)}");
    }

    public static Violation? Seccomp(CheckedPod pod)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        bool IsBad(SeccompProfile profile) => profile.IsPresent && !IsGood(profile) && Add(values, profile.Type);
        var ofPod = IsBad(pod.Spec.SecurityContext.SeccompProfile);
        var setters = Wording.Setters(ofPod, pod.Bad(container => IsBad(container.SecurityContext.SeccompProfile)));
        return setters.Length == 0
            ? null
            : new Violation("seccompProfile", $"{setters} must not set securityContext.seccompProfile.type to {Wording.Quote(values)}");
    }

    public static Violation? RequiredSeccomp(CheckedPod pod)
    {
        if (Seccomp(pod) is { } wrong)
        {
            return wrong;
        }

        var silent = pod.Spec.SecurityContext.SeccompProfile.IsPresent ? [] : pod.Bad(static container => !container.SecurityContext.SeccompProfile.IsPresent);
        return silent.Count == 0 ? null : new Violation(
            "seccompProfile", $"pod or {Wording.Containers(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static bool IsGood(SeccompProfile profile) => profile.Type is "RuntimeDefault" or "Localhost";

    private static List<string> BadAppArmorAnnotations(DocMap? annotations)
    {
        var bad = new List<string>();
        foreach (ref readonly var entry in (annotations ?? new DocMap()).Entries)
        {
            var value = entry.Value.AsString ?? "";
            if (entry.Key.StartsWith(AppArmorPrefix, StringComparison.Ordinal)
                && value is not ("" or "runtime/default") && !value.StartsWith("localhost/", StringComparison.Ordinal))
            {
                bad.Add($"{entry.Key}=\"{value}\"");
            }
        }

        bad.Sort(StringComparer.Ordinal);
        return bad;
    }

    private static bool Add(SortedSet<string> values, string value)
    {
        values.Add(value);
        return true;
    }
}
