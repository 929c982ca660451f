using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about a pod's spec, for pods and for templates.</summary>
internal static class PodSpecRules
{
    private static readonly string[] TolerationOperators = ["Equal", "Exists", "Lt", "Gt"];
    private static readonly string[] TaintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Validate(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        var volumes = VolumeRules.Validate(spec.Volumes, path.Child("volumes"), errors);
        if (spec.Containers.Count == 0)
        {
            errors.Required(path.Child("containers"));
        }

        ContainerRules.Validate(spec, volumes, path, errors);
        Name(spec.ServiceAccountName, path.Child("serviceAccountName"), ValueRules.DnsSubdomain, errors);
        Name(spec.NodeName, path.Child("nodeName"), ValueRules.DnsSubdomain, errors);
        Name(spec.Hostname, path.Child("hostname"), ValueRules.DnsLabel, errors);
        Name(spec.Subdomain, path.Child("subdomain"), ValueRules.DnsLabel, errors);
        Name(spec.PriorityClassName, path.Child("priorityClassName"), ValueRules.DnsSubdomain, errors);
        Name(spec.RuntimeClassName ?? "", path.Child("runtimeClassName"), ValueRules.DnsSubdomain, errors);
        ObjectMetaValidation.CheckLabels(spec.NodeSelector.Peek(), path.Child("nodeSelector"), errors);
        Numbers(spec, path, errors);
        Tolerations(spec, path.Child("tolerations"), errors);
        Dns(spec, path, errors);
        HostAliases(spec, path.Child("hostAliases"), errors);
        Spread(spec, path.Child("topologySpreadConstraints"), errors);
        Sharing(spec, path, errors);
    }

    private static void Name(string value, FieldPath path, Func<string, string?> rule, FieldErrors errors)
    {
        if (value.Length > 0 && rule(value) is { } problem)
        {
            errors.Invalid(path, value, problem);
        }
    }

    private static void Numbers(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.ActiveDeadlineSeconds is { } deadline && deadline is < 1 or > int.MaxValue)
        {
            errors.Invalid(path.Child("activeDeadlineSeconds"), deadline, "must be between 1 and 2147483647, inclusive");
        }

        if (spec.TerminationGracePeriodSeconds is < 0 and { } grace)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), grace, "must be greater than or equal to 0");
        }
    }

    private static void Tolerations(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < spec.Tolerations.Count; i++)
        {
            var item = spec.Tolerations[i];
            var at = path.Index(i);
            if (item.Key.Length > 0 && ValueRules.QualifiedName(item.Key) is { } problem)
            {
                errors.Invalid(at.Child("key"), item.Key, problem);
            }

            if (item.Key.Length == 0 && item.Operator != "Exists")
            {
                errors.Invalid(at.Child("operator"), item.Operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }

            if (item.Operator == "Exists" && item.Value.Length > 0)
            {
                errors.Invalid(at.Child("operator"), item.Value, "value must be empty when `operator` is 'Exists'");
            }

            if (item.Operator.Length > 0 && !TolerationOperators.Contains(item.Operator))
            {
                errors.NotSupported(at.Child("operator"), item.Operator, "Equal", "Exists");
            }

            if (item.Effect.Length > 0 && !TaintEffects.Contains(item.Effect))
            {
                errors.NotSupported(at.Child("effect"), item.Effect, TaintEffects);
            }

            if (item.TolerationSeconds is not null && item.Effect != "NoExecute")
            {
                errors.Invalid(at.Child("effect"), item.Effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
        }
    }

    private static void Dns(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        var servers = spec.DnsConfig.Nameservers;
        if (spec.DnsPolicy == "None" && servers.Count == 0)
        {
            errors.Required(path.Child("dnsConfig").Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }

        if (servers.Count > 3)
        {
            errors.Invalid(path.Child("dnsConfig").Child("nameservers"), servers.Peek(), "must not have more than 3 nameservers");
        }

        for (var i = 0; i < servers.Count; i++)
        {
            if (ValueRules.Address(servers[i]) is { } problem)
            {
                errors.Invalid(path.Child("dnsConfig").Child("nameservers", i), servers[i], problem);
            }
        }
    }

    private static void HostAliases(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < spec.HostAliases.Count; i++)
        {
            var alias = spec.HostAliases[i];
            if (ValueRules.Address(alias.Ip) is { } problem)
            {
                errors.Invalid(path.Index(i).Child("ip"), alias.Ip, problem);
            }

            for (var j = 0; j < alias.Hostnames.Count; j++)
            {
                if (ValueRules.DnsSubdomain(alias.Hostnames[j]) is { } nameProblem)
                {
                    errors.Invalid(path.Index(i).Child("hostnames"), alias.Hostnames[j], nameProblem);
                }
            }
        }
    }

    private static void Spread(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < spec.TopologySpreadConstraints.Count; i++)
        {
            var item = spec.TopologySpreadConstraints[i];
            if (item.MaxSkew <= 0)
            {
                errors.Invalid(path.Index(i).Child("maxSkew"), item.MaxSkew, "must be greater than zero");
            }

            if (item.TopologyKey.Length == 0)
            {
                errors.Required(path.Index(i).Child("topologyKey"), "can not be empty");
            }
        }
    }

    private static void Sharing(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.ShareProcessNamespace == true && spec.HostPID)
        {
            errors.Invalid(path.Child("securityContext").Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }
}
