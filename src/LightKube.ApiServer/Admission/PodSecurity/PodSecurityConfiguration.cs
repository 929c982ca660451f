using LightKube.Api.Validation;
using LightKube.ApiServer.Admission.Configuration;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>What an administrator tells the plug-in: kind PodSecurityConfiguration of pod-security.admission.config.k8s.io/v1 (v1beta1, v1alpha1).</summary>
public sealed record PodSecurityConfiguration
{
    /// <summary>What holds in namespaces whose labels say nothing.</summary>
    public SecurityPolicy Defaults { get; init; } = SecurityPolicy.Nothing;

    /// <summary>Who may do what he likes.</summary>
    public IReadOnlySet<string> ExemptUsers { get; init; } = new HashSet<string>();

    /// <summary>Where everything is allowed.</summary>
    public IReadOnlySet<string> ExemptNamespaces { get; init; } = new HashSet<string>();

    /// <summary>With which runtime classes everything is allowed.</summary>
    public IReadOnlySet<string> ExemptRuntimeClasses { get; init; } = new HashSet<string>();

    internal static PodSecurityConfiguration Read(ConfigurationMap map)
    {
        map.IsKind("PodSecurityConfiguration", "pod-security.admission.config.k8s.io/v1", "pod-security.admission.config.k8s.io/v1beta1", "pod-security.admission.config.k8s.io/v1alpha1");
        map.Knows("apiVersion", "kind", "defaults", "exemptions");
        var defaults = map.Map("defaults");
        defaults.Knows("enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version");
        var exemptions = map.Map("exemptions");
        exemptions.Knows("usernames", "namespaces", "runtimeClasses");
        return new PodSecurityConfiguration
        {
            Defaults = new SecurityPolicy(Standard(defaults, "enforce"), Standard(defaults, "audit"), Standard(defaults, "warn")),
            ExemptUsers = exemptions.Set("usernames", static name => name.Length == 0 ? "username must not be empty" : null),
            ExemptNamespaces = exemptions.Set("namespaces", static name => string.Join(", ", NameRules.Dns1123Label(name))),
            ExemptRuntimeClasses = exemptions.Set("runtimeClasses", static name => string.Join(", ", NameRules.Dns1123Subdomain(name))),
        };
    }

    private static SecurityStandard Standard(ConfigurationMap defaults, string mode)
    {
        var level = defaults.Text(mode) is { Length: > 0 } levelText ? SecurityStandard.ParseLevel(levelText) : SecurityLevel.Privileged;
        if (level is null)
        {
            defaults.Invalid(mode, defaults.Text(mode), SecurityStandard.LevelRule);
        }

        var version = defaults.Text(mode + "-version") is { Length: > 0 } versionText ? SecurityStandard.ParseVersion(versionText) : SecurityStandard.Latest;
        if (version is null)
        {
            defaults.Invalid(mode + "-version", defaults.Text(mode + "-version"), SecurityStandard.VersionRule);
        }

        return new SecurityStandard(level ?? SecurityLevel.Restricted, version ?? SecurityStandard.Latest);
    }
}
