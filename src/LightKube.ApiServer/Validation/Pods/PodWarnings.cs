using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Advice about pods and templates in which nothing is wrong, but which will hardly do what is expected.</summary>
internal static class PodWarnings
{
    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];

    private static readonly (string Source, string Advice)[] OldSources =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    private static readonly (string Key, string Advice)[] OldAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    /// <param name="metadata">The pod's, or its template's.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="old">The spec before; advice is not given again about what stays as it was.</param>
    /// <param name="isPod">False for a template.</param>
    public static void Warn(Field metadata, Field spec, Field old, bool isPod)
    {
        if (old.IsSet && spec.Same(old))
        {
            return;
        }

        if (isPod && !old.IsSet && NameRules.Dns1123Label(metadata["name"].Text) is { Count: > 0 } problems)
        {
            metadata["name"].Warn(
                $"this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', problems)}]");
        }

        NodeLabelWarnings.Warn(spec);
        Annotations(metadata["annotations"], spec);
        Volumes(spec["volumes"]);
        Repeated(spec["hostAliases"], "ip");
        Repeated(spec["imagePullSecrets"], "name");
        EmptySecrets(spec["imagePullSecrets"]);
        Fraction(spec["overhead"], "memory");
        Fraction(spec["overhead"], "ephemeral-storage");
        Containers(spec);
        PortWarnings.Warn(spec, Lists);
        if (spec["terminationGracePeriodSeconds"].Number < 0)
        {
            spec["terminationGracePeriodSeconds"].Warn("must be >= 0; negative values are invalid and will be treated as 1");
        }
    }

    private static void Annotations(Field annotations, Field spec)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        foreach (var (key, advice) in OldAnnotations)
        {
            if (annotations.Map!.Contains(key))
            {
                annotations.Entry(key).Warn(advice);
            }
        }

        const string Seccomp = "seccomp.security.alpha.kubernetes.io/pod";
        if (!spec["securityContext"]["seccompProfile"].IsSet && annotations.Map!.Contains(Seccomp))
        {
            annotations.Entry(Seccomp).Warn("non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
    }

    private static void Volumes(Field volumes)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            foreach (var (source, advice) in OldSources)
            {
                if (volume.Map?.GetMap(source) is not null)
                {
                    volume[source].Warn(advice);
                }
            }
        }
    }

    private static void Repeated(Field list, string name)
    {
        var seen = default(SeenTexts);
        for (var i = 0; i < list.Count; i++)
        {
            if (!seen.Add(list[i][name].Text))
            {
                list[i][name].Warn($"duplicate {name} \"{list[i][name].Text}\"");
            }
        }
    }

    private static void EmptySecrets(Field secrets)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (!secrets[i]["name"].HasText)
            {
                secrets[i]["name"].Warn("invalid empty name \"\"");
            }
        }
    }

    private static void Fraction(Field amounts, string name)
    {
        if (amounts.Map?.Contains(name) == true && amounts.Entry(name).Quantity is { } amount && amount.Milli % 1000 != 0)
        {
            amounts.Entry(name).Warn($"fractional byte value \"{amount}\" is invalid, must be an integer");
        }
    }

    private static void Containers(Field spec)
    {
        foreach (var list in Lists)
        {
            for (var i = 0; i < spec[list].Count; i++)
            {
                var container = spec[list][i];
                var resources = container["resources"];
                Fraction(resources["limits"], "memory");
                Fraction(resources["requests"], "memory");
                Fraction(resources["limits"], "ephemeral-storage");
                Fraction(resources["requests"], "ephemeral-storage");
                Environment(container["env"]);
            }
        }
    }

    // A later variable may build upon an earlier one of its name; one that hides it is hardly meant.
    private static void Environment(Field variables)
    {
        var seen = default(SeenTexts);
        for (var i = 0; i < variables.Count; i++)
        {
            var name = variables[i]["name"].Text;
            if (seen.Add(name))
            {
                continue;
            }

            var (value, reference) = (variables[i]["value"].Text, $"$({name})");
            if (variables[i]["valueFrom"].IsSet || value == reference || !value.Contains(reference, StringComparison.Ordinal))
            {
                variables[i].Warn($"hides previous definition of \"{name}\", which may be dropped when using apply");
            }
        }
    }
}
