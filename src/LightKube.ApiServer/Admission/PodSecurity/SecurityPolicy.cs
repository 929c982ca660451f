using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>What holds in a namespace.</summary>
/// <param name="Enforce">What pods must meet.</param>
/// <param name="Audit">What is noted in the audit log when pods or the templates of workloads do not meet it.</param>
/// <param name="Warn">What clients are warned about when they do not meet it.</param>
public sealed record SecurityPolicy(SecurityStandard Enforce, SecurityStandard Audit, SecurityStandard Warn)
{
    /// <summary>Nothing is asked of anybody.</summary>
    public static readonly SecurityPolicy Nothing = new(
        new SecurityStandard(SecurityLevel.Privileged, SecurityStandard.Latest),
        new SecurityStandard(SecurityLevel.Privileged, SecurityStandard.Latest),
        new SecurityStandard(SecurityLevel.Privileged, SecurityStandard.Latest));

    private const string Prefix = "pod-security.kubernetes.io/";

    public bool IsPrivileged => Enforce.Level == SecurityLevel.Privileged && AsksNothingOfWorkloads;

    public bool AsksNothingOfWorkloads => Audit.Level == SecurityLevel.Privileged && Warn.Level == SecurityLevel.Privileged;

    /// <summary>True when both ask the same of pods.</summary>
    public bool IsEquivalent(SecurityPolicy other) =>
        AreEquivalent(Enforce, other.Enforce) && AreEquivalent(Audit, other.Audit) && AreEquivalent(Warn, other.Warn);

    /// <summary>The policy that a namespace's labels choose.</summary>
    /// <param name="labels">Null for none.</param>
    /// <param name="defaults">Where they say nothing.</param>
    /// <param name="problems">
    /// Gets what cannot be understood. It counts as the strictest standard where that refuses pods, and as none where they are only spoken of.
    /// </param>
    public static SecurityPolicy Of(DocMap? labels, SecurityPolicy defaults, List<StatusCause> problems)
    {
        if (labels is null || !HasAny(labels))
        {
            return defaults;
        }

        var enforce = Standard(labels, "enforce", defaults.Enforce, SecurityLevel.Restricted, problems);
        var knowsEnforce = SecurityStandard.ParseLevel(labels.GetString(Prefix + "enforce") ?? "") is not null;
        var audit = Standard(labels, "audit", defaults.Audit, SecurityLevel.Privileged, problems);
        var warn = Standard(labels, "warn", defaults.Warn, SecurityLevel.Privileged, problems);

        // Who enforces a standard is warned by it, unless he says otherwise.
        if (knowsEnforce && !Has(labels, "warn") && enforce.Level > warn.Level)
        {
            warn = new SecurityStandard(enforce.Level, Has(labels, "warn-version") ? warn.Minor : enforce.Minor);
        }

        return new SecurityPolicy(enforce, audit, warn);
    }

    /// <summary>Those parts of the policy that the labels themselves ask for: <c>enforce=restricted:latest, warn=…</c>.</summary>
    public string Describe(DocMap? labels)
    {
        var parts = new List<string>(3);
        foreach (var (mode, standard) in new[] { ("enforce", Enforce), ("audit", Audit), ("warn", Warn) })
        {
            if (standard.Level != SecurityLevel.Privileged && labels is not null && (Has(labels, mode) || Has(labels, mode + "-version")))
            {
                parts.Add($"{mode}={standard}");
            }
        }

        return string.Join(", ", parts);
    }

    private static SecurityStandard Standard(DocMap labels, string mode, SecurityStandard otherwise, SecurityLevel onError, List<StatusCause> problems)
    {
        var (level, minor) = otherwise;
        if (labels.GetString(Prefix + mode) is { } levelText)
        {
            level = SecurityStandard.ParseLevel(levelText) ?? Wrong(Prefix + mode, levelText, SecurityStandard.LevelRule, onError, problems);
        }

        if (labels.GetString($"{Prefix}{mode}-version") is { } versionText)
        {
            minor = SecurityStandard.ParseVersion(versionText)
                ?? Wrong($"{Prefix}{mode}-version", versionText, SecurityStandard.VersionRule, SecurityStandard.Latest, problems);
        }

        return new SecurityStandard(level, minor);
    }

    private static T Wrong<T>(string label, string value, string rule, T instead, List<StatusCause> problems)
    {
        problems.Add(new StatusCause("FieldValueInvalid", $"Invalid value: \"{value}\": {rule}", $"metadata.labels[{label}]"));
        return instead;
    }

    private static bool HasAny(DocMap labels)
    {
        foreach (ref readonly var entry in labels.Entries)
        {
            if (entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(DocMap labels, string name) => labels.Contains(Prefix + name);

    private static bool AreEquivalent(SecurityStandard one, SecurityStandard other) =>
        one == other || (one.Level == SecurityLevel.Privileged && other.Level == SecurityLevel.Privileged);
}
